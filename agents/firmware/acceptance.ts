/** What a device does not take, however well it would fit: an image for others, one too old, one that failed here. */
import { GodwitError } from '../../spec/index.ts'
import type { ArtifactDescription } from '../artifacts/artifacts.ts'
import { compareVersions } from '../sdk/version-order.ts'
import type { FirmwareComponent } from './component.ts'
import type { FirmwareRecords } from './records.ts'
import type { FirmwareSettings } from './settings.ts'
import { historyOf } from './trial/history.ts'

/** Throws INCOMPATIBLE. */
export function assertMadeForDevice(settings: FirmwareSettings, component: FirmwareComponent): void {
  assertCompatible(settings.compatible, component)
  assertRevision(settings.hardwareRevision, component)
}

/** Throws DOWNGRADE_REFUSED below the floor, FAILED_BEFORE for what fell back and is not to be tried again. */
export function assertMayBeTried(
  settings: FirmwareSettings,
  component: FirmwareComponent,
  artifact: ArtifactDescription,
  records: FirmwareRecords,
): void {
  assertNoDowngrade(settings, component, records)
  if (settings.retryFailedVersion || component.retryFailedVersion) return
  const { version, id } = component
  const history = historyOf(records, { version, integrity: artifact.integrity })
  if (!history?.fellBack) return
  const { at, text } = history.fellBack
  const message = `version ${version} was tried ${times(history.trials)} and fell back (${at}): ${text}. It is not tried again unless retryFailedVersion is true`
  throw new GodwitError('FAILED_BEFORE', message, { component: id })
}

function assertCompatible(compatible: string | undefined, component: FirmwareComponent): void {
  if (compatible === undefined || component.compatible === compatible) return
  const said = component.compatible
    ? `is made for "${component.compatible}"`
    : 'does not say what it is compatible with'
  const message = `the image of "${component.id}" ${said}; this device takes images for "${compatible}"`
  throw new GodwitError('INCOMPATIBLE', message, { component: component.id })
}

function assertRevision(revision: string | undefined, { id, hardwareRevisions }: FirmwareComponent): void {
  if (hardwareRevisions.length === 0 || revision === undefined || hardwareRevisions.includes(revision)) return
  const message = `the image of "${id}" is made for hardware revision ${hardwareRevisions.join(', ')}; this device is ${revision}`
  throw new GodwitError('INCOMPATIBLE', message, { component: id })
}

function assertNoDowngrade(
  { allowDowngrade }: FirmwareSettings,
  { id, version }: FirmwareComponent,
  { floor, committed }: FirmwareRecords,
): void {
  const isBelow = (other: string | undefined) => other !== undefined && compareVersions(version, other) < 0
  const why = isBelow(floor)
    ? `${floor}, the oldest that this device takes`
    : !allowDowngrade && isBelow(committed) && `${committed}, which is committed (allowDowngrade is false)`
  if (why) throw new GodwitError('DOWNGRADE_REFUSED', `version ${version} is below ${why}`, { component: id })
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
