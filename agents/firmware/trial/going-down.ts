/** A reboot that the agent itself has decided on. */
import { pause } from '../../../platform/pause.ts'
import type { FirmwareDevice } from '../device.ts'

/** For a machine to go down, before it is asked again in another way. */
const goingDownMs = 60_000
const attempts = 3

/**
 * Asks the machine to reboot, which ends this process. Resolves only where it stays up however it is asked; rejects with the
 * signal's reason. `tell` is told each time for how long nothing will come, in ms.
 */
export async function goDown(
  { clock, log, reboot }: Pick<FirmwareDevice, 'clock' | 'log' | 'reboot'>,
  signal: AbortSignal,
  tell: (waitMs: number) => void = () => {},
): Promise<void> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    tell(goingDownMs)
    // Not waited for: a command that hangs does not keep the next way from being tried.
    reboot().catch((error: unknown) => log.error({ error }, 'the reboot has failed'))
    await pause(clock, goingDownMs, signal)
  }
  log.error({ attempts }, 'the machine does not reboot, however it is asked')
}
