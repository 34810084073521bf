/**
 * ACTIVATE: the trial boot, and its verdict.
 *
 * Invariants:
 * - Only a slot that has a record, and so a verified image, is made primary.
 * - A verdict is passed only after a boot: before that, the running slot says nothing of the new one.
 */
import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, StepContext, StepResult } from '../sdk/agent.ts'
import { detailOf } from './detail.ts'
import type { FirmwareDevice } from './device.ts'
import { runHook } from './hooks.ts'
import { beginningOf, noteUp, type Running, trialOf } from './trial/running.ts'
import { wasBooted } from './trial/trial.ts'
import { assertBuild, failedTrial, fellBack } from './trial/verdict.ts'

/** Asks for the trial boot, or, after it, tells the new slot from a fallback, and a well system from another. */
export async function activate(
  device: FirmwareDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<StepResult> {
  const { activityId, bootId } = context
  const running: Running = { device, action, activityId, bootId }
  const { to } = detailOf(action)
  // Also without a note of the switch: the power may have gone between the switch and its note.
  if ((await device.bootControl.getCurrent()) === to) {
    const trial = await noteUp(running)
    if (trial.givenUp) throw await fellBack(running, trial)
    await assertWell(running, context)
    return undefined
  }
  const trial = await trialOf(running)
  if (trial && wasBooted(trial, running.bootId)) throw await fellBack(running, trial)
  await assertVerified(device, action)
  await device.watchdog.arm()
  await switchTo(running)
  return { rebootRequired: true }
}

/** The note comes before the switch: whatever boots next knows whether it is on trial. */
async function switchTo(running: Running): Promise<void> {
  const { device, action, activityId, bootId } = running
  const earlier = await trialOf(running)
  const knownDumps = earlier?.knownDumps ?? (await device.evidence.crashDumps()).map(({ digest }) => digest)
  await device.records.noteTrial({ activityId, ...beginningOf(action), knownDumps })
  await device.bootControl.setPrimary(detailOf(action).to)
  await device.records.changeTrial(activityId, { switchedInBoot: bootId })
}

/**
 * Rejects where the system that came up is not the one that was meant, or is not well: it has failed as much as one that
 * did not come up.
 */
export async function assertWell(running: Running, context: StepContext): Promise<void> {
  const { device, action } = running
  await assertBuild(running)
  try {
    await runHook('healthCheck', device.settings, action, context)
  } catch (error) {
    context.signal.throwIfAborted()
    if (error instanceof GodwitError) await failedTrial(running, { cause: 'health', text: error.message })
    throw error
  }
}

/** Rejects where the slot is not known to hold the action's version, wholly. */
export async function assertVerified(device: FirmwareDevice, action: PlannedAction): Promise<void> {
  const { to } = detailOf(action)
  const { component } = action
  const record = (await device.records.read())[to]
  if (record?.version === component.version) return
  const message = `slot ${to} is not known to hold version ${component.version}, so it is not made primary`
  throw new GodwitError('SLOT_WRITE_FAILED', message, { component: component.id })
}
