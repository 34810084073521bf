import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, StepContext, StepResult } from '../sdk/agent.ts'
import type { BootedSlot, Slot } from './boot/boot-control.ts'
import { detailOf } from './detail.ts'
import type { FirmwareDevice } from './device.ts'
import { bootOfRevert, isTouched, noteReverted } from './scratch-notes.ts'

/** Back to the old slot, which no step has changed; needs a reboot only where the device runs from the new one. */
export async function rollback(
  device: FirmwareDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<StepResult> {
  if (!isTouched(context.scratch)) return undefined
  const { from, to } = detailOf(action)
  await settled(device, context)
  await device.serially(() => bootFrom(device, from, to))
  if ((await device.bootControl.getCurrent()) !== to) {
    await device.records.endTrial()
    await device.watchdog.disarm()
    return undefined
  }
  const reverted = bootOfRevert(context.scratch)
  if (reverted !== undefined && reverted !== context.bootId) throw stillRunning(action)
  await noteReverted(context.scratch, context.bootId)
  await device.records.changeTrial(context.activityId, { goingBackInBoot: context.bootId })
  return { rebootRequired: true }
}

/**
 * Waits, and says so, for a program that goes on with what was cancelled: it may be the one that keeps the boot loader. Where
 * it cannot be asked the rollback goes on: the slot is bad either way.
 */
async function settled({ installer, log }: FirmwareDevice, context: StepContext): Promise<void> {
  const { signal, progress: onProgress, scratch: notes } = context
  await installer.settle?.({ signal, onProgress, notes }).catch((error: unknown) => {
    signal.throwIfAborted()
    log.warn({ error }, 'it is not known whether something is still being installed')
  })
}

/**
 * Has the boot loader go back to what the device ran from. The old slot becomes bootable before the new one becomes bad,
 * so that at no time no slot could be booted. A rescue system needs no word of that: it comes up where no slot is good.
 */
export async function bootFrom(
  { bootControl }: Pick<FirmwareDevice, 'bootControl'>,
  from: BootedSlot,
  instead: Slot,
): Promise<void> {
  if (from !== 'rescue') {
    if ((await bootControl.getState(from)) !== 'good') await bootControl.setState(from, 'good')
    await bootControl.setPrimary(from)
  }
  await bootControl.setState(instead, 'bad')
}

function stillRunning(action: PlannedAction): GodwitError {
  const { from, to } = detailOf(action)
  const old = from === 'rescue' ? 'the rescue system' : `slot ${from}`
  const message = `the device still runs from slot ${to} after the reboot that was to bring back ${old}`
  return new GodwitError('ROLLBACK_FAILED', message, { component: action.component.id })
}
