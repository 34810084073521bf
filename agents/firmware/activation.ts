/**
 * ACTIVATE and CLEANUP: the trial boot, its verdict, and the commit.
 *
 * Invariants:
 * - Only a slot that has a record, and so a verified image, is made primary.
 * - A verdict is passed only after a boot: before that, the running slot says nothing of the new one.
 * - A slot is marked good only when the device runs from it.
 */
import { GodwitError } from '../../spec/index.ts'
import type { CleanupContext, PlannedAction, StepContext, StepResult } from '../sdk/agent.ts'
import type { FirmwareDevice } from './device.ts'
import { detailOf } from './identify.ts'
import { bootOfSwitch, noteSwitched } from './scratch-notes.ts'

/** Asks for the trial boot, or, after it, tells the new slot from a fallback. */
export async function activate(
  device: FirmwareDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<StepResult> {
  const { to } = detailOf(action)
  // Also without a note of the switch: the power may have gone between the switch and its note.
  if ((await device.bootControl.getCurrent()) === to) return undefined
  const switched = bootOfSwitch(context.scratch)
  if (switched !== undefined && switched !== context.bootId) throw await fellBack(device, action)
  await assertVerified(device, action)
  await device.bootControl.setPrimary(to)
  await noteSwitched(context.scratch, context.bootId)
  return { rebootRequired: true }
}

/** The new slot stays. Rejects with OUT_OF_ORDER before its trial boot. */
export async function commit(
  device: FirmwareDevice,
  action: PlannedAction,
  context: CleanupContext,
): Promise<void> {
  const { to } = detailOf(action)
  const { version, id } = action.component
  if ((await device.bootControl.getCurrent()) !== to) {
    if (bootOfSwitch(context.scratch) !== context.bootId) throw await fellBack(device, action)
    const message = `version ${version} in slot ${to} has not been booted yet, so it is not marked good`
    throw new GodwitError('OUT_OF_ORDER', message, { component: id })
  }
  await device.bootControl.setState(to, 'good')
  await device.records.noteSuccess(version)
}

async function assertVerified(device: FirmwareDevice, action: PlannedAction): Promise<void> {
  const { to } = detailOf(action)
  const { component } = action
  const record = (await device.records.read())[to]
  if (record?.version === component.version) return
  const message = `slot ${to} is not known to hold version ${component.version}, so it is not made primary`
  throw new GodwitError('SLOT_WRITE_FAILED', message, { component: component.id })
}

async function fellBack(device: FirmwareDevice, action: PlannedAction): Promise<GodwitError> {
  const { from, to } = detailOf(action)
  const { version, id } = action.component
  await device.records.noteFailure(version, to)
  const { bootControl } = device
  const primary = await bootControl.getPrimary()
  const states = `slot ${to} is ${await bootControl.getState(to)}, slot ${from} is ${await bootControl.getState(from)}`
  const message = `version ${version} in slot ${to} did not come up: the device runs from slot ${from} again (primary: ${primary}; ${states})`
  return new GodwitError('FELL_BACK', message, { component: id })
}
