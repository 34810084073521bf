import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, StepContext, StepResult } from '../sdk/agent.ts'
import type { FirmwareDevice } from './device.ts'
import { detailOf } from './identify.ts'
import { bootOfRevert, isTouched, noteReverted } from './scratch-notes.ts'

/**
 * Back to the old slot, which no step has changed; needs a reboot only where the device runs from the new one.
 * The old slot becomes bootable before the new one becomes bad, so that at no time no slot could be booted.
 */
export async function rollback(
  device: FirmwareDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<StepResult> {
  if (!isTouched(context.scratch)) return undefined
  const { from, to } = detailOf(action)
  const { bootControl } = device
  if ((await bootControl.getState(from)) !== 'good') await bootControl.setState(from, 'good')
  await bootControl.setPrimary(from)
  await bootControl.setState(to, 'bad')
  if ((await bootControl.getCurrent()) === from) return undefined
  const reverted = bootOfRevert(context.scratch)
  if (reverted !== undefined && reverted !== context.bootId) throw stillRunning(action)
  await noteReverted(context.scratch, context.bootId)
  return { rebootRequired: true }
}

function stillRunning(action: PlannedAction): GodwitError {
  const { from, to } = detailOf(action)
  const message = `the device still runs from slot ${to} after the reboot that was to bring back slot ${from}`
  return new GodwitError('ROLLBACK_FAILED', message, { component: action.component.id })
}
