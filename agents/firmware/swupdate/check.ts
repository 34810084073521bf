/**
 * `swupdate --check`: signature, hardware and the digest of every file, without writing to a device. It reads what the
 * daemon reads, and has sockets of its own, so that it can run beside the daemon and never takes its place.
 *
 * Its exit status is not enough: 2022.12 ends with 1, now and then, although it has accepted the package and has said so; it
 * has not been seen to end with 0 where it had not. What is refused comes with a reason, which counts more than anything else
 * that is written: names of files are written as well, and those an attacker may choose.
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

/** A check that says neither is made again. */
const mostChecks = 3

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
    if (outcome.hasReason) break
  }
  throw new GodwitError('IMAGE_REFUSED', `SWUpdate refuses the package: ${why}`)
}

interface Outcome {
  isAccepted: boolean
  hasReason: boolean
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
        },
      },
    )
    const end = killedBy ? `was ended by ${killedBy}` : `ended with status ${exitCode}`
    const hasReason = reasons.size > 0
    return {
      isAccepted: exitCode === 0 || (exitCode !== null && saysSuccess && !hasReason),
      hasReason,
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
