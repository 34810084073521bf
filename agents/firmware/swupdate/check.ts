/**
 * `swupdate --check`: signature, hardware and the digest of every file, without writing to a device. It reads what the
 * daemon reads, and has sockets of its own, so that it can run beside the daemon and never takes its place.
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

/** Rejects with IMAGE_REFUSED, in SWUpdate's words, where it would not install the file, and with the signal's reason. */
export async function checkPackage(
  settings: SwupdateSettings,
  file: string,
  selection: string,
  signal: AbortSignal,
): Promise<void> {
  const { programs, configFile, hardware } = settings
  const folder = await mkdtemp(join(tmpdir(), 'godwit-swupdate-'))
  const reasons = new Set<string>()
  const options = ['-f', configFile, ...(hardware ? ['-H', hardware] : []), '-e', selection]
  try {
    const { exitCode, signal: killedBy } = await runProcess(
      [...programs.swupdate, ...options, '--check', '-i', file],
      {
        signal,
        env: { ...process.env, ...socketsIn(folder) },
        onLine: (line) => noteReason(reasons, line),
      },
    )
    if (exitCode === 0) return
    const end = killedBy ? `was ended by ${killedBy}` : `ended with status ${exitCode}`
    const why = [...reasons].slice(0, mostReasons).join('; ') || `its check ${end}`
    throw new GodwitError('IMAGE_REFUSED', `SWUpdate refuses the package: ${why}`)
  } catch (cause) {
    if (signal.aborted || cause instanceof GodwitError) throw cause
    const message = `the package cannot be checked: ${(cause as Error).message}`
    throw new GodwitError('SLOT_WRITE_FAILED', message, { cause })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** For people only: nothing is decided by what is said. */
function noteReason(reasons: Set<string>, line: string): void {
  const [, reason] = /^\[ERROR\] : SWUPDATE failed \[\d+\] (?:ERROR : )?(.+)$/.exec(line) ?? []
  if (reason) reasons.add(reason.trim())
}
