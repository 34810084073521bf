/** The trial of an action: found in the records, and noted there when its system is up. */
import type { PlannedAction } from '../../sdk/agent.ts'
import { detailOf } from '../detail.ts'
import type { FirmwareDevice } from '../device.ts'
import type { Trial } from './trial.ts'

/** An action at work, on its device, in its campaign. */
export interface Running {
  device: FirmwareDevice
  action: PlannedAction
  activityId: string
  /** Changes with every boot. */
  bootId: string
}

/** The trial that this campaign has begun; undefined before the switch. */
export async function trialOf({ device, activityId }: Running): Promise<Trial | undefined> {
  const { trial } = await device.records.read()
  return trial?.activityId === activityId ? trial : undefined
}

/** The new system runs: from now on it has `confirmTimeout` to be committed. Once for each boot. */
export async function noteUp(running: Running): Promise<Trial> {
  const { device, action, activityId, bootId } = running
  const known = await trialOf(running)
  if (known?.up?.bootId === bootId) return known
  // Whoever saw to the switch may have had no time to note it; it was not in this boot, for this is the new system.
  const seen = {
    switchedInBoot: known?.switchedInBoot ?? '',
    up: { bootId, steadyMs: device.clock.steady() },
  }
  if (known) await device.records.changeTrial(activityId, seen)
  else await device.records.noteTrial({ ...beginningOf(action), activityId, knownDumps: [], ...seen })
  // Read once more: it may have been given up meanwhile.
  return (await trialOf(running)) as Trial
}

/** What is known of an action's trial before it begins. */
export function beginningOf(action: PlannedAction): Pick<Trial, 'version' | 'integrity' | 'from' | 'to'> {
  const { from, to } = detailOf(action)
  return { ...triedIn(action), from, to }
}

/** What an action tries, as the history knows it. */
export function triedIn(action: PlannedAction): Pick<Trial, 'version' | 'integrity'> {
  const { integrity } = detailOf(action).artifact
  return { version: action.component.version, ...(integrity !== undefined && { integrity }) }
}
