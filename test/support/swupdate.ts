/**
 * A board with the real SWUpdate, configured as in examples/swupdate: two slots on loop devices, U-Boot's environment in a
 * file, and the daemon with its sockets in a folder of the board's own. The board's /etc and its kernel's command line are
 * mounted in a namespace of each process, and gone with it. Needs root.
 */
import { execFile } from 'node:child_process'
import { copyFile, mkdir, open, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect } from 'vitest'
import { isListening } from '../../agents/firmware/swupdate/sockets.ts'
import { type Hold, newHold } from './hold.ts'
import { attachLoop, hasLoopDevices, type LoopDevice } from './loop-device.ts'
import { type RunningProcess, repository, startProcess } from './process.ts'
import { isHere } from './programs.ts'
import type { Scope } from './scope.ts'
import { canMount } from './small-disk.ts'
import { type PackageOptions, packageMaker, swupdateExamples } from './swu-package.ts'
import { temporaryFolder } from './temp.ts'

const run = promisify(execFile)
const programs = ['swupdate', 'swupdate-client', 'swupdate-progress', 'fw_setenv', 'openssl', 'cpio']

/** `describe` for tests that need SWUpdate; elsewhere they are skipped, and their name says why. */
export function describeWithSwupdate(name: string, tests: () => void): void {
  const missing = [
    ...programs.filter((program) => !isHere(program)),
    ...(hasLoopDevices ? [] : ['root and loop devices']),
    ...(canMount ? [] : ['leave to mount']),
  ]
  const reason = missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''
  describe.skipIf(reason !== '')(`${name}${reason}`, tests)
}

/** Bytes. */
export const slotSize = 8 * 1024 * 1024

export type Boot = 'A' | 'B'

export interface SwupdateBoard {
  readonly folder: string
  readonly slots: Record<Boot, LoopDevice>
  readonly socketFolder: string
  /** Put before a command line, it runs on the board. */
  readonly prefix: string[]
  /** Changes what is in a file of the board's /etc. */
  configure(name: string, edit: (text: string) => string): Promise<void>
  /** Starts the daemon; resolves when it takes packages. */
  startSwupdate(): Promise<RunningProcess>
  /** Builds a signed package; its path. */
  package(options: PackageOptions): Promise<string>
  /** A script for a package, that says that it was reached, and then holds the installation up. */
  hold(type: 'preinstall' | 'postinstall'): Hold & { readonly inPackage: Pick<PackageOptions, 'script'> }
  /** U-Boot's variables, as in `BOOT_ORDER`. */
  environment(): Promise<Record<string, string>>
  setEnvironment(variables: Record<string, string>): Promise<void>
  /** What the kernel says from now on that the boot script has told it. */
  setBooted(slot: Boot): Promise<void>
  /** The first words of a slot. */
  content(slot: Boot): Promise<string>
}

/** A board fresh from the factory: it runs from A, and B is empty. SWUpdate is not started. */
export async function swupdateBoard(scope: Scope): Promise<SwupdateBoard> {
  const folder = await temporaryFolder(scope, 'swupdate')
  const file = (name: string) => join(folder, name)
  const slots = { A: await factorySlot(scope, file('slot.A')), B: await factorySlot(scope, file('slot.B')) }
  const maker = await packageMaker(folder, [slots.A.path, slots.B.path])
  await makeEtc(folder, maker.authority)
  await mkdir(file('run'))
  const fwConfig = ['-c', file('etc/fw_env.config')]
  const setEnvironment = async (variables: Record<string, string>) => {
    const script = Object.entries(variables).map(([key, value]) => `${key}=${value}\n`)
    await writeFile(file('env.script'), script.join(''))
    await run('fw_setenv', [...fwConfig, '-f', '/dev/null', '-s', file('env.script')])
  }
  const setBooted = (slot: Boot) => writeFile(file('cmdline'), `ro panic=10 godwit.slot=${slot}\n`)
  await setEnvironment({ BOOT_ORDER: 'A B', BOOT_A_LEFT: '3', BOOT_B_LEFT: '0' })
  await setBooted('A')
  let count = 0
  const newPlace = (name: string) => {
    count += 1
    return file(`${name}-${count}`)
  }
  return {
    folder,
    slots,
    socketFolder: file('run'),
    prefix: onBoard(folder),
    async configure(name, edit) {
      await writeFile(file(`etc/${name}`), edit(await readFile(file(`etc/${name}`), 'utf8')))
    },
    startSwupdate: () => startDaemon(scope, folder),
    package: (options) => maker.make(newPlace('package'), options),
    hold(type) {
      const hold = newHold(newPlace('hold'))
      return { ...hold, inPackage: { script: { type, text: hold.script } } }
    },
    async environment() {
      const { stdout } = await run('fw_printenv', fwConfig)
      const lines = stdout.split('\n').filter(Boolean)
      return Object.fromEntries(lines.map((line) => line.split('=') as [string, string]))
    },
    setEnvironment,
    setBooted,
    async content(slot) {
      await using device = await open(slots[slot].path)
      const { buffer } = await device.read(Buffer.alloc(4096), 0, 4096, 0)
      const text = buffer.toString('latin1')
      return text.slice(0, text.search(/[\0\n]/))
    },
  }
}

async function factorySlot(scope: Scope, file: string): Promise<LoopDevice> {
  await writeFile(file, 'factory\n')
  await truncate(file, slotSize)
  return attachLoop(scope, file)
}

/** The examples as they are, but for the disk; and what programs cannot do without. */
async function makeEtc(folder: string, authority: string): Promise<void> {
  const etc = join(folder, 'etc')
  await mkdir(join(etc, 'swupdate'), { recursive: true })
  for (const name of ['hosts', 'nsswitch.conf', 'passwd', 'group', 'ld.so.cache']) {
    await copyFile(join('/etc', name), join(etc, name)).catch(() => {}) // not every machine has it
  }
  await copyFile(authority, join(etc, 'swupdate/ca.pem'))
  for (const name of ['swupdate.cfg', 'hwrevision']) {
    await copyFile(join(swupdateExamples, name), join(etc, name))
  }
  const places = await readFile(join(repository, 'examples/boot/fw_env.config'), 'utf8')
  const disk = join(folder, 'disk')
  await writeFile(join(etc, 'fw_env.config'), places.replaceAll('/dev/mmcblk0', disk))
  await writeFile(disk, '')
  await truncate(disk, 8 * 1024 * 1024)
}

function onBoard(folder: string): string[] {
  const mounts = 'mount --bind "$1/etc" /etc && mount --bind "$1/cmdline" /proc/cmdline'
  const script = `${mounts} && shift && exec "$@"`
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', folder]
}

/** As in examples/swupdate/swupdate.service. */
async function startDaemon(scope: Scope, folder: string): Promise<RunningProcess> {
  const unit = await readFile(join(swupdateExamples, 'swupdate.service'), 'utf8')
  const [, command] = /^ExecStart=(.+)$/m.exec(unit) ?? []
  if (!command) throw new Error('the example unit starts nothing')
  const [program = '', ...words] = [...onBoard(folder), ...command.split(' ')]
  const sockets = join(folder, 'run')
  const env = { TMPDIR: sockets, RUNTIME_DIRECTORY: sockets }
  const daemon = startProcess(scope, program, words, { env, name: 'swupdate' })
  // Said before it makes the second one of its sockets, by one of its threads; another one makes the first.
  await daemon.waitForLine(/creating socket at .*sockinstctrl/, 60_000)
  await expect.poll(() => isListening(sockets), { timeout: 60_000 }).toBe(true)
  return daemon
}
