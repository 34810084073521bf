/**
 * DOWNLOAD and UPDATE: the image onto the device, then into the slot that is not running.
 *
 * Invariants:
 * - The slot that the device runs from is never written, whatever the plan says.
 * - From before the first byte until ACTIVATE the written slot is bad: a half-written one is never booted.
 */
import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { fetchArtifact } from '../sdk/fetch-artifact.ts'
import type { Slot } from './boot/boot-control.ts'
import { detailOf } from './detail.ts'
import type { FirmwareDevice } from './device.ts'
import { runHook } from './hooks.ts'
import type { InstallOptions, StoredImage } from './installer.ts'
import type { SlotRecord } from './records.ts'
import { noteTouched } from './scratch-notes.ts'
import { keepGood } from './trial/keep-good.ts'
import { assertWayBack } from './trial/way-back.ts'

/** Brings the image into the store, and has it refused there where it is not to be installed. */
export async function download(
  device: FirmwareDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<void> {
  const { artifact, from, to } = detailOf(action)
  await keepGood(device, from)
  await fetchArtifact(artifact, context)
  await device.installer.inspect(await storedImage(action, context), to, context.signal)
}

/** Installs, records. Called again, it starts from the beginning, unless the slot holds it all already. */
export async function update(
  device: FirmwareDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<void> {
  const { installer, bootControl, records, settings } = device
  const slot = detailOf(action).to
  const options = { signal: context.signal, onProgress: context.progress, notes: context.scratch }
  await installer.settle?.(options)
  const image = await storedImage(action, context)
  await assertNotRunning(device, action)
  await assertWayBack(device, context.activityId)
  await keepGood(device, detailOf(action).from)
  await installer.inspect(image, slot, context.signal)
  await device.watchdog.arm()
  await noteTouched(context.scratch)
  await bootControl.setState(slot, 'bad')
  const known = (await records.read())[slot]
  if (known && (await holds(device, image, known, slot, options))) {
    return records.remember(slot, { ...known, version: image.version })
  }
  await records.forget(slot)
  await runHook('preInstall', settings, action, context)
  const content = await installer.install(image, slot, options)
  await runHook('postInstall', settings, action, context)
  await records.remember(slot, {
    version: image.version,
    integrity: image.stored.integrity,
    ...(content && { content }),
  })
}

/** Whether the slot, known to have been written from the same artifact, still holds it. One that cannot be read does not. */
async function holds(
  { installer, log }: FirmwareDevice,
  image: StoredImage,
  record: SlotRecord,
  slot: Slot,
  options: InstallOptions,
): Promise<boolean> {
  if (record.integrity !== image.stored.integrity) return false
  try {
    return (await installer.holds?.(image, slot, record, options)) ?? false
  } catch (error) {
    options.signal.throwIfAborted()
    log.warn({ slot, error }, 'the slot cannot be read back: it is written anew')
    return false
  }
}

async function storedImage(action: PlannedAction, context: StepContext): Promise<StoredImage> {
  const { artifact, config } = detailOf(action)
  const stored = await context.artifacts.find(artifact)
  const { id, version } = action.component
  if (stored) return { component: id, version, artifact, config, stored }
  throw new GodwitError('NOT_FOUND', 'the downloaded image is no longer in the artifact store', {
    retryable: true,
  })
}

/** The boot may have changed since the plan was made. */
async function assertNotRunning({ bootControl }: FirmwareDevice, action: PlannedAction): Promise<void> {
  const { from, to } = detailOf(action)
  const current = await bootControl.getCurrent()
  if (current === from) return
  const message = `the device runs from slot ${current}, but slot ${to} was planned to be written from ${from}`
  throw new GodwitError('SLOT_WRITE_FAILED', message, { retryable: true })
}
