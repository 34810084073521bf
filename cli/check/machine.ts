/** Whether this machine gives an update manager what it stands on. Changes nothing. */
import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import { parseCommandLine } from '../../platform/process/command-line.ts'
import type { ManagerConfig } from '../../spec/generated/config.ts'
import { messageOf } from '../errors.ts'
import { readBootId } from '../services/boot-id.ts'
import { stateDirOf } from '../services/service.ts'
import { bad, type Finding, good } from './finding.ts'

/** State alone needs little; artifacts come on top, and are checked by each campaign. */
const leastFreeMiB = 64

/** File systems that are gone after a reboot, by the number that statfs tells. */
const volatileFileSystems: Record<number, string> = { 16914836: 'tmpfs', 2240043254: 'ramfs' }

/** `searchPath` is where programs are looked for: the variable PATH. */
export async function checkMachine(config: ManagerConfig, searchPath: string): Promise<Finding[]> {
  const stateDir = stateDirOf(config)
  return [
    ...(await checkStateFolder(stateDir)),
    await checkBootId(config.bootIdFile ?? '/proc/sys/kernel/random/boot_id'),
    await checkReboot(config, searchPath),
  ]
}

async function checkStateFolder(stateDir: string): Promise<Finding[]> {
  const what = 'state folder'
  const folder = await nearestFolder(path.resolve(stateDir))
  const remedy = `run as the owner of ${folder}, or choose another folder with --state-dir`
  const isWritable = await access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
  if (!isWritable) return [bad(what, `${folder} cannot be written to`, remedy)]
  const { type, bavail, bsize } = await statfs(folder)
  const volatileName = volatileFileSystems[type]
  const place = volatileName
    ? bad(
        what,
        `${stateDir} is on ${volatileName}: gone after a reboot`,
        'choose a folder on a disk with --state-dir',
      )
    : good(what, `${stateDir} can be written to, on a disk`)
  return [place, checkSpace(stateDir, Math.floor((bavail * bsize) / 2 ** 20))]
}

function checkSpace(stateDir: string, freeMiB: number): Finding {
  const what = 'free space'
  const detail = `${freeMiB} MiB for ${stateDir}`
  if (freeMiB >= leastFreeMiB) return good(what, detail)
  return bad(what, detail, `make room: at least ${leastFreeMiB} MiB, and the size of the largest update`)
}

/** The folder itself, or where it does not exist yet the one it would be made in. */
async function nearestFolder(folder: string): Promise<string> {
  const exists = await stat(folder).then(
    () => true,
    () => false,
  )
  return exists || folder === path.dirname(folder) ? folder : nearestFolder(path.dirname(folder))
}

async function checkBootId(file: string): Promise<Finding> {
  const what = 'boot id'
  try {
    return good(what, `${file} holds ${await readBootId(file)}`)
  } catch (error) {
    return bad(what, messageOf(error), 'name a file that changes with every boot: --boot-id-file')
  }
}

async function checkReboot(config: ManagerConfig, searchPath: string): Promise<Finding> {
  const what = 'reboot command'
  const { rebootEnabled = true, rebootCommand = 'systemctl reboot' } = config
  if (!rebootEnabled) return good(what, 'not needed: rebootEnabled is false')
  try {
    const [program = ''] = parseCommandLine(rebootCommand)
    const found = await findProgram(program, searchPath)
    if (found !== undefined) return good(what, `${program} is ${found}`)
    return bad(what, `there is no program ${program}`, 'install it, or name another with --reboot-command')
  } catch (error) {
    return bad(what, messageOf(error), 'correct --reboot-command')
  }
}

async function findProgram(program: string, searchPath: string): Promise<string | undefined> {
  const candidates = program.includes('/')
    ? [path.resolve(program)]
    : searchPath.split(':').map((folder) => path.join(folder, program))
  for (const candidate of candidates) {
    const isExecutable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isExecutable) return candidate
  }
  return undefined
}
