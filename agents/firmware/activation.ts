/**
 * ACTIVATE and CLEANUP: the trial boot, its verdict, and the commit.
 *
 * Invariants:
 * - Only a slot that has a record, and so a verified image, is made primary.
 * - A verdict is passed only after a boot: before that, the running slot says nothing of the new one.
 * - A slot is marked good only when the device runs from it. One that was lost to a power cut between the decision to commit
 *   and its mark is booted once more for that.
 */
import { GodwitError } from '../../spec/index.ts'
import type { CleanupContext, PlannedAction, StepContext, StepResult } from '../sdk/agent.ts'
import { detailOf } from './detail.ts'
import type { FirmwareDevice } from './device.ts'
import { runHook } from './hooks.ts'
import { noteUp, type Running, trialOf } from './trial/running.ts'
import { bootAgain, deservesSecondBoot } from './trial/second-boot.ts'
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
    await noteUp(running)
    await assertWell(running, context)
    return undefined
  }
  const trial = await trialOf(running)
  if (trial && trial.switchedInBoot !== running.bootId) throw await fellBack(running, trial)
  await assertVerified(device, action)
  await device.watchdog.arm()
  await switchTo(running)
  return { rebootRequired: true }
}

/**
 * The new slot stays. Rejects with OUT_OF_ORDER before its trial boot, with FELL_BACK where the device went back for good,
 * with REBOOT_FAILED where it is to be booted once more and is not.
 */
export async function commit(
  device: FirmwareDevice,
  action: PlannedAction,
  context: CleanupContext,
): Promise<void> {
  const { activityId, bootId } = context
  const running: Running = { device, action, activityId, bootId }
  await returnWhereLost(running, context)
  await device.serially(async () => {
    await assertRunsFrom(running)
    await device.bootControl.setState(detailOf(action).to, 'good')
    await device.records.noteSuccess(triedIn(action), floorAfter(device, action))
  })
  await device.watchdog.disarm()
  await runHook('postCommit', device.settings, action, context).catch((error: unknown) =>
    context.log.warn({ error }, 'the hook after the commit has failed; the commit stands'),
  )
}

async function switchTo({ device, action, activityId, bootId }: Running): Promise<void> {
  const { from, to } = detailOf(action)
  const knownDumps = (await device.evidence.crashDumps()).map(({ digest }) => digest)
  await device.bootControl.setPrimary(to)
  await device.records.noteTrial({
    activityId,
    ...triedIn(action),
    from,
    to,
    switchedInBoot: bootId,
    knownDumps,
  })
}

/** A system that came up and is not well has failed as much as one that did not come up. */
async function assertWell(running: Running, context: StepContext): Promise<void> {
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

async function returnWhereLost(running: Running, context: CleanupContext): Promise<void> {
  const { device, action, bootId } = running
  if ((await device.bootControl.getCurrent()) === detailOf(action).to) return
  const trial = await trialOf(running)
  if (trial && deservesSecondBoot(trial, bootId)) await bootAgain(running, trial, context)
}

async function assertRunsFrom(running: Running): Promise<void> {
  const { device, action } = running
  const { to } = detailOf(action)
  if ((await device.bootControl.getCurrent()) === to) return
  const trial = await trialOf(running)
  if (trial && trial.switchedInBoot !== running.bootId) throw await fellBack(running, trial)
  const { version, id } = action.component
  const message = `version ${version} in slot ${to} has not been booted yet, so it is not marked good`
  throw new GodwitError('OUT_OF_ORDER', message, { component: id })
}

/** With `allowDowngrade` off what is committed is the floor; else it is what the image asks for. */
function floorAfter({ settings }: FirmwareDevice, action: PlannedAction): string | undefined {
  return settings.allowDowngrade ? detailOf(action).downgradeFloor : action.component.version
}

function triedIn(action: PlannedAction) {
  const { integrity } = detailOf(action).artifact
  return { version: action.component.version, ...(integrity !== undefined && { integrity }) }
}

async function assertVerified(device: FirmwareDevice, action: PlannedAction): Promise<void> {
  const { to } = detailOf(action)
  const { component } = action
  const record = (await device.records.read())[to]
  if (record?.version === component.version) return
  const message = `slot ${to} is not known to hold version ${component.version}, so it is not made primary`
  throw new GodwitError('SLOT_WRITE_FAILED', message, { component: component.id })
}
