/**
 * DOWNLOAD and UPDATE: the image onto the device, then into the slot that is not running.
 *
 * Invariants:
 * - The slot that the device runs from is never written, whatever the plan says.
 * - From before the first byte until ACTIVATE the written slot is bad: a half-written one is never booted.
 */
import { GodwitError } from '../../spec/index.ts'
import type { StoredArtifact } from '../artifacts/artifacts.ts'
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { fetchArtifact } from '../sdk/fetch-artifact.ts'
import type { Slot } from './boot-control.ts'
import type { FirmwareDevice } from './device.ts'
import { assertFitsSlot, detailOf, type FirmwareDetail } from './identify.ts'
import { noteTouched } from './scratch-notes.ts'
import { inspectSlot, type SlotDevice } from './slot-device.ts'
import { slotHolds, writeSlot } from './slot-writer.ts'

export async function download(action: PlannedAction, context: StepContext): Promise<void> {
  await fetchArtifact(detailOf(action).artifact, context)
}

/** Writes, reads back, records. Called again, it starts from the beginning, unless all had been written. */
export async function update(
  device: FirmwareDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<void> {
  const detail = detailOf(action)
  const slot = detail.to
  const image = await storedImage(detail, context)
  const target = await writableSlot(device, detail)
  assertFitsSlot(image.size, target.capacity, target.path, action.component.id)
  await noteTouched(context.scratch)
  await device.bootControl.setState(slot, 'bad')
  const work = { image, target, slot, context }
  const known = (await device.records.read())[slot]
  if (known?.integrity !== image.integrity || !(await readBack(work))) {
    await device.records.forget(slot)
    await write(work)
    if (!(await readBack(work))) throw notWhatWasWritten(target)
  }
  await device.records.remember(slot, { version: action.component.version, integrity: image.integrity })
}

interface Work {
  image: StoredArtifact
  target: SlotDevice
  slot: Slot
  context: StepContext
}

async function storedImage(detail: FirmwareDetail, context: StepContext): Promise<StoredArtifact> {
  const image = await context.artifacts.find(detail.artifact)
  if (image) return image
  throw new GodwitError('NOT_FOUND', 'the downloaded image is no longer in the artifact store', {
    retryable: true,
  })
}

/** The target slot, once it is sure that it is not the one the device runs from. */
async function writableSlot(device: FirmwareDevice, { from, to }: FirmwareDetail): Promise<SlotDevice> {
  const { slots } = device.settings
  const current = await device.bootControl.getCurrent()
  if (current !== from) {
    const message = `the device runs from slot ${current}, but slot ${to} was planned to be written from ${from}`
    throw new GodwitError('SLOT_WRITE_FAILED', message, { retryable: true })
  }
  const [running, target] = await Promise.all([inspectSlot(slots[from]), inspectSlot(slots[to])])
  if (running.identity !== target.identity) return target
  throw new GodwitError('SLOT_WRITE_FAILED', `slots ${running.path} and ${target.path} are the same`)
}

/** Writing is the first half of the progress, reading back the second. */
function write({ image, target, slot, context }: Work): Promise<void> {
  const onProgress = (done: number) => context.progress((50 * done) / image.size, `writing slot ${slot}`)
  return writeSlot(image, target, { signal: context.signal, onProgress })
}

function readBack({ image, target, slot, context }: Work): Promise<boolean> {
  const onProgress = (done: number) =>
    context.progress(50 + (50 * done) / image.size, `reading back slot ${slot}`)
  return slotHolds(image, target, { signal: context.signal, onProgress })
}

function notWhatWasWritten(target: SlotDevice): GodwitError {
  return new GodwitError(
    'SLOT_WRITE_FAILED',
    `slot ${target.path} does not hold what was written to it: its storage may be damaged`,
    { retryable: true },
  )
}
