import type { DesiredDomain } from '../../spec/index.ts'
import type { ArtifactDescription } from '../artifacts/artifacts.ts'
import type { IdentifyContext, PlannedAction } from '../sdk/agent.ts'
import { assertMadeForDevice, assertMayBeTried } from './acceptance.ts'
import { type BootControl, type BootedSlot, otherSlot, type Slot } from './boot/boot-control.ts'
import { onlyComponent } from './component.ts'
import type { FirmwareDetail } from './detail.ts'
import type { FirmwareDevice } from './device.ts'
import type { SlotRecord } from './records.ts'
import { assertWayBack } from './trial/way-back.ts'

/** Said of a slot that Godwit has not written. */
export const unknownVersion = 'unknown'

/**
 * The plan: nothing where the running slot holds the version already, else one action. A component that the desired
 * state does not list is left alone: a device cannot be without its firmware.
 * Rejects with INVALID_COMPONENT, INCOMPATIBLE, OUT_OF_ORDER, DOWNGRADE_REFUSED, FAILED_BEFORE, SLOT_TOO_SMALL, DISK_FULL,
 * or what `describe` of the artifacts says.
 */
export async function identify(
  device: FirmwareDevice,
  desired: DesiredDomain,
  { artifacts, activityId }: IdentifyContext,
): Promise<PlannedAction[]> {
  const { settings, bootControl, installer } = device
  const component = onlyComponent(settings.component, desired.components ?? [])
  if (!component) return []
  assertMadeForDevice(settings, component)
  const { id, version, config, buildId, downgradeFloor } = component
  const artifact = artifacts.describe(config)
  await assertWayBack(device, activityId)
  const from = await bootControl.getCurrent()
  const records = await device.records.read()
  const running = from === 'rescue' ? undefined : records[from]
  if (isInstalled(running, version, artifact)) return []
  assertMayBeTried(settings, component, artifact, records)
  const to = await targetFrom(from, bootControl)
  await installer.assertFits({ component: id, version, artifact, config }, to)
  await artifacts.reserve([{ artifact }])
  const detail: FirmwareDetail = {
    from,
    to,
    artifact,
    config,
    ...(buildId !== undefined && { buildId }),
    ...(downgradeFloor !== undefined && { downgradeFloor }),
  }
  const now = from === 'rescue' ? 'rescue system' : (running?.version ?? unknownVersion)
  return [
    { component: { id, version }, message: `${now} → ${version}: write slot ${to}, reboot into it`, detail },
  ]
}

/** From a rescue system a slot that is good is left as it is, as long as the other one is not. */
async function targetFrom(from: BootedSlot, bootControl: BootControl): Promise<Slot> {
  if (from !== 'rescue') return otherSlot(from)
  return (await bootControl.getState('a')) === 'good' ? 'b' : 'a'
}

/** An artifact without integrity, where that is allowed, is told from another by its version alone. */
function isInstalled(
  running: SlotRecord | undefined,
  version: string,
  artifact: ArtifactDescription,
): boolean {
  if (running?.version !== version) return false
  return artifact.integrity === undefined || artifact.integrity === running.integrity
}
