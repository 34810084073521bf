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
export async function noteUp(running: Running): Promise<void> {
  const { device, action, activityId, bootId } = running
  const { from, to, artifact } = detailOf(action)
  const known = await trialOf(running)
  if (known?.up?.bootId === bootId) return
  const { integrity } = artifact
  const trial: Trial = known ?? {
    activityId,
    version: action.component.version,
    ...(integrity !== undefined && { integrity }),
    from,
    to,
    // Nobody saw the switch; it was not in this boot, for this is the new system.
    switchedInBoot: '',
    knownDumps: [],
  }
  await device.records.noteTrial({ ...trial, up: { bootId, steadyMs: device.clock.steady() } })
}
