/**
 * `swupdate --check`: signature, hardware and the digest of every file, without writing to a device. It reads what the
 * daemon reads, and has sockets of its own, so that it can run beside the daemon and never takes its place.
 *
 * Its exit status is not enough. The main thread of 2022.12 misses its own installer where a package is small: it ends with 1
 * although the installer has accepted the package, or it calls the update a success before the installer has looked, takes
 * the files away, and the installer then finds no signature. So a reason counts more than anything else, unless success was
 * told, too: then nothing is known, and the check is made again. (They come in two streams: which was first, nobody can tell.)
 * Names of files, which an attacker may choose, are written as well: a whole line counts, and none accepts beside a reason.
 * The daemon checks once more when it installs.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProcess } from '../../../platform/process/run.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { SwupdateSettings } from './settings.ts'
import { socketsIn } from './sockets.ts'

/** The cause comes first; what follows from it, later. */
const mostReasons = 3

/** As `-v` writes them: level, name of SWUpdate's own status, and a text. */
const successLine = /^\[INFO \] : SWUPDATE successful !/
const reasonLine = /^\[ERROR\] : SWUPDATE failed \[\d+\] (?:ERROR : )?(.+)$/

/** The main thread's word; beside a reason it means that the main thread has not waited for the installer. */
const endLine = /^\[INFO \] : SWUPDATE running : {2}\[endupdate\] : SWUpdate was successful/

/** One from which nothing can be told is made again. Of sound packages of some kB on a busy machine, one in fifty. */
const mostChecks = 5

/** Rejects with IMAGE_REFUSED, in SWUpdate's words, where it would not install the file, and with the signal's reason. */
export async function checkPackage(
  settings: SwupdateSettings,
  file: string,
  selection: string,
  signal: AbortSignal,
): Promise<void> {
  let why = ''
  for (let checks = 0; checks < mostChecks; checks += 1) {
    const outcome = await checkOnce(settings, file, selection, signal)
    if (outcome.isAccepted) return
    why = outcome.why
    if (outcome.isRefused) break
  }
  throw new GodwitError('IMAGE_REFUSED', `SWUpdate refuses the package: ${why}`)
}

interface Outcome {
  isAccepted: boolean
  /** Neither: nothing is known. */
  isRefused: boolean
  why: string
}

async function checkOnce(
  { programs, configFile, hardware }: SwupdateSettings,
  file: string,
  selection: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'godwit-swupdate-'))
  const reasons = new Set<string>()
  let saysSuccess = false
  let saysEnd = false
  const options = ['-v', '-f', configFile, ...(hardware ? ['-H', hardware] : []), '-e', selection]
  try {
    const { exitCode, signal: killedBy } = await runProcess(
      [...programs.swupdate, ...options, '--check', '-i', file],
      {
        signal,
        env: { ...process.env, ...socketsIn(folder) },
        onLine(line) {
          saysSuccess ||= successLine.test(line)
          const [, reason] = reasonLine.exec(line) ?? []
          if (reason) reasons.add(reason.trim())
          saysEnd ||= endLine.test(line)
        },
      },
    )
    const end = killedBy ? `was ended by ${killedBy}` : `ended with status ${exitCode}`
    const hasReason = reasons.size > 0
    return {
      isAccepted: !hasReason && (exitCode === 0 || (exitCode !== null && saysSuccess)),
      isRefused: hasReason && !saysEnd,
      why: hasReason ? [...reasons].slice(0, mostReasons).join('; ') : `its check ${end}`,
    }
  } catch (cause) {
    if (signal.aborted) throw cause
    const message = `the package cannot be checked: ${(cause as Error).message}`
    throw new GodwitError('SLOT_WRITE_FAILED', message, { cause })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
