import { type DesiredComponent, type DesiredDomain, GodwitError, type KeyValue } from '../../spec/index.ts'
import type { ArtifactDescription } from '../artifacts/artifacts.ts'
import type { IdentifyContext, PlannedAction } from '../sdk/agent.ts'
import { otherSlot, type Slot } from './boot/boot-control.ts'
import type { FirmwareDevice } from './device.ts'
import type { SlotRecord } from './slots/records.ts'

/** What the steps of an action need to know; kept with the operation. */
export interface FirmwareDetail {
  /** The slot the device runs from, and goes back to. */
  from: Slot
  /** The slot that is written. */
  to: Slot
  artifact: ArtifactDescription
  /** The component's own configuration. */
  config: KeyValue[]
}

/** Said of a slot that Godwit has not written. */
export const unknownVersion = 'unknown'

/**
 * The plan: nothing where the running slot holds the version already, else one action. A component that the desired
 * state does not list is left alone: a device cannot be without its firmware.
 * Rejects with INVALID_COMPONENT, INCOMPATIBLE, SLOT_TOO_SMALL, DISK_FULL or what `describe` of the artifacts says.
 */
export async function identify(
  device: FirmwareDevice,
  desired: DesiredDomain,
  { artifacts }: IdentifyContext,
): Promise<PlannedAction[]> {
  const component = onlyComponent(device.settings.component, desired.components ?? [])
  if (!component) return []
  assertCompatible(device.settings.compatible, component)
  const artifact = artifacts.describe(component.config ?? [])
  const from = await device.bootControl.getCurrent()
  const running = (await device.records.read())[from]
  if (isInstalled(running, component.version, artifact)) return []
  const to = otherSlot(from)
  const config = component.config ?? []
  await device.installer.assertFits(
    { component: component.id, version: component.version, artifact, config },
    to,
  )
  await artifacts.reserve([{ artifact }])
  const detail: FirmwareDetail = { from, to, artifact, config }
  const message = `${running?.version ?? unknownVersion} → ${component.version}: write slot ${to}, reboot into it`
  return [{ component: { id: component.id, version: component.version }, message, detail }]
}

export function detailOf(action: PlannedAction): FirmwareDetail {
  return action.detail as FirmwareDetail
}

type VersionedComponent = DesiredComponent & { version: string }

function onlyComponent(id: string, components: DesiredComponent[]): VersionedComponent | undefined {
  const stranger = components.find((component) => component.id !== id)
  if (stranger) {
    throw invalid(stranger.id, `there is no firmware component "${stranger.id}"; the only one is "${id}"`)
  }
  const [component, second] = components
  if (second) throw invalid(id, `component "${id}" is listed more than once`)
  if (!component) return undefined
  if (!component.version) throw invalid(id, `component "${id}" has no version`)
  return { ...component, version: component.version }
}

function invalid(component: string, message: string): GodwitError {
  return new GodwitError('INVALID_COMPONENT', message, { component })
}

function assertCompatible(compatible: string | undefined, component: DesiredComponent): void {
  if (compatible === undefined) return
  const declared = component.config?.findLast((entry) => entry.key === 'compatible')?.value ?? ''
  if (declared === compatible) return
  const said = declared === '' ? 'does not say what it is compatible with' : `is made for "${declared}"`
  const message = `the image of "${component.id}" ${said}; this device takes images for "${compatible}"`
  throw new GodwitError('INCOMPATIBLE', message, { component: component.id })
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
