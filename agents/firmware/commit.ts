/**
 * CLEANUP after a good end: the mark in the boot loader, and what is remembered of it.
 *
 * Invariants:
 * - A slot is marked good only when the device runs from it, and never after the agent has given it up.
 * - What the campaign has committed stays. Where the slot was left before its mark it is booted once more (second-boot.ts),
 *   and has to prove well again. Where it does not, that is said, and the old slot is the one that boots: a trial without
 *   an operation does not outlive the campaign.
 */
import { GodwitError } from '../../spec/index.ts'
import type { CleanupContext, PlannedAction } from '../sdk/agent.ts'
import { assertWell } from './activation.ts'
import { detailOf } from './detail.ts'
import type { FirmwareDevice } from './device.ts'
import { runHook } from './hooks.ts'
import { bootFrom } from './rollback.ts'
import { type Running, trialOf, triedIn } from './trial/running.ts'
import { bootAgain, deservesSecondBoot } from './trial/second-boot.ts'
import { type Trial, wasBooted } from './trial/trial.ts'
import { fellBack } from './trial/verdict.ts'

/** The new slot stays. Rejects with OUT_OF_ORDER before its trial boot, with FELL_BACK where it is lost for good. */
export async function commit(
  device: FirmwareDevice,
  action: PlannedAction,
  context: CleanupContext,
): Promise<void> {
  const { activityId, bootId } = context
  const running: Running = { device, action, activityId, bootId }
  if ((await device.bootControl.getCurrent()) !== detailOf(action).to) await comeBack(running, context)
  await proveAgain(running, context)
  await device.serially(() => mark(running))
  await device.watchdog.disarm()
  await runHook('postCommit', device.settings, action, context).catch((error: unknown) =>
    context.log.warn({ error }, 'the hook after the commit has failed; the commit stands'),
  )
}

async function mark(running: Running): Promise<void> {
  const { device, action } = running
  const trial = await trialOf(running)
  if (trial?.givenUp) throw await fellBack(running, trial)
  await device.bootControl.setState(detailOf(action).to, 'good')
  await device.records.noteSuccess(triedIn(action), detailOf(action).downgradeFloor)
}

/** The device does not run from the slot: ends with a reboot into it, or rejects. */
async function comeBack(running: Running, context: CleanupContext): Promise<never> {
  const { device, action, bootId } = running
  const trial = await trialOf(running)
  if (trial && (await deservesSecondBoot(trial, running))) {
    await bootAgain(running, trial, context)
    throw await lost(running, trial)
  }
  if (trial && wasBooted(trial, bootId)) throw await lost(running, trial)
  const { version, id } = action.component
  const message = `version ${version} in slot ${detailOf(action).to} has not been booted yet, so it is not marked good`
  device.log.warn({ version }, message)
  throw new GodwitError('OUT_OF_ORDER', message, { component: id })
}

/** A slot that was booted once more has been found well in another boot than this one. */
async function proveAgain(running: Running, context: CleanupContext): Promise<void> {
  const trial = await trialOf(running)
  if (!trial?.secondBoots) return
  try {
    await assertWell(running, context)
  } catch (error) {
    context.signal.throwIfAborted()
    throw error instanceof GodwitError ? await lost(running, trial) : error
  }
}

/** Why the slot is lost; its trial is over, and the device boots what it had before. */
async function lost(running: Running, trial: Trial): Promise<GodwitError> {
  const { device, action } = running
  const error = await fellBack(running, trial)
  await device.serially(async () => {
    await bootFrom(device, trial.from, detailOf(action).to)
    await device.records.endTrial()
  })
  await device.watchdog.disarm()
  return error
}
