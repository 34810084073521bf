/** The end of a trial that failed: its reason is found once, written down outside of the slots, and told. */
import { GodwitError } from '../../../spec/index.ts'
import { detailOf } from '../detail.ts'
import { diagnose } from './diagnosis.ts'
import { historyOf } from './history.ts'
import { type Running, triedIn } from './running.ts'
import type { FallbackReason, Trial } from './trial.ts'

/** The device went back by itself: what to tell, after it has been written down. */
export async function fellBack(running: Running, trial: Trial): Promise<GodwitError> {
  const { device, action } = running
  const { to } = detailOf(action)
  const { version, id } = action.component
  const reason = await failedTrial(running, await diagnose(trial, device.evidence, device.bootControl))
  const what = trial.up ? 'did not stay' : 'did not come up'
  const message = `version ${version} in slot ${to} ${what}: ${reason.text}; ${await whereItIs(running)}`
  return new GodwitError('FELL_BACK', message, { component: id })
}

/** Writes the failure down; answers the reason that stands, which is the first one of this campaign. */
export async function failedTrial(
  { device, action, activityId }: Running,
  reason: FallbackReason,
): Promise<FallbackReason> {
  const tried = triedIn(action)
  const at = new Date(device.clock.now()).toISOString()
  await device.records.noteFailure(tried, { ...reason, at, activityId })
  return historyOf(await device.records.read(), tried)?.fellBack ?? reason
}

/**
 * The slot is the one that was asked for; whether the system in it is, only its build id tells. Rejects with FELL_BACK
 * where it says something else; nothing is to be compared where either side has none.
 */
export async function assertBuild(running: Running): Promise<void> {
  const { device, action } = running
  const { buildId, to } = detailOf(action)
  if (buildId === undefined) return
  const found = await device.evidence.buildId()
  if (found === buildId) return
  const text = `slot ${to} was to run build "${buildId}", and runs ${found === undefined ? 'one that has no id' : `"${found}"`}`
  await failedTrial(running, { cause: 'wrongBuild', text })
  throw new GodwitError('FELL_BACK', text, { component: action.component.id })
}

async function whereItIs({ device, action }: Running): Promise<string> {
  const { to } = detailOf(action)
  const { bootControl } = device
  const other = to === 'a' ? 'b' : 'a'
  const [current, primary] = [await bootControl.getCurrent(), await bootControl.getPrimary()]
  const states = `slot ${to} is ${await bootControl.getState(to)}, slot ${other} is ${await bootControl.getState(other)}`
  const place = current === 'rescue' ? 'its rescue system' : `slot ${current}`
  const runs = current === to ? `still runs from ${place}` : `runs from ${place} again`
  return `the device ${runs} (primary: ${primary}; ${states})`
}
