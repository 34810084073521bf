import { formatDuration } from '../../../platform/config/duration.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { FirmwareDevice } from '../device.ts'

/**
 * Rejects with OUT_OF_ORDER where the device runs from a slot that another campaign has left on trial, as after a rollback
 * that has failed: the other slot is all there is to go back to, and must not be written.
 */
export async function assertWayBack(
  { records, bootControl, settings }: Pick<FirmwareDevice, 'records' | 'bootControl' | 'settings'>,
  activityId: string,
): Promise<void> {
  const { trial } = await records.read()
  if (!trial || trial.activityId === activityId) return
  if ((await bootControl.getCurrent()) !== trial.to) return
  const { confirmTimeoutMs } = settings
  const way =
    confirmTimeoutMs > 0
      ? `it goes back by itself ${formatDuration(confirmTimeoutMs)} after it came up (confirmTimeout), or with a reboot`
      : 'reboot it to go back'
  const message = `the device runs from slot ${trial.to}, which campaign "${trial.activityId}" has left on trial: nothing is installed over what it would go back to; ${way}`
  throw new GodwitError('OUT_OF_ORDER', message, { component: settings.component, retryable: true })
}
