/**
 * DOWNLOAD and UPDATE: the image onto the device, then into the slot that is not running.
 *
 * Invariants:
 * - The slot that the device runs from is never written, whatever the plan says.
 * - From before the first byte until ACTIVATE the written slot is bad: a half-written one is never booted.
 */
import { GodwitError } from '../../spec/index.ts'
import type { StoredArtifact } from '../artifacts/artifacts.ts'
import type { Content } from '../artifacts/packing/unpack.ts'
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { fetchArtifact } from '../sdk/fetch-artifact.ts'
import type { FirmwareDevice } from './device.ts'
import { assertFitsSlot, detailOf, type FirmwareDetail, imageSize } from './identify.ts'
import { noteTouched } from './scratch-notes.ts'
import { inspectSlot, type SlotDevice } from './slot-device.ts'
import type { SlotRecord } from './slot-records.ts'
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
  const size = imageSize({ ...detail.artifact, size: image.size })
  if (size !== undefined) assertFitsSlot(size, target.capacity, target.path, action.component.id)
  await noteTouched(context.scratch)
  await device.bootControl.setState(slot, 'bad')
  const work = { image, detail, target, context }
  const record = { version: action.component.version, integrity: image.integrity }
  const known = (await device.records.read())[slot]
  const content = contentOf(known, image, detail)
  if (content && (await readBack(work, content))) {
    return device.records.remember(slot, { ...record, ...(detail.artifact.packed && { content }) })
  }
  await device.records.forget(slot)
  const written = await write(work)
  if (!(await readBack(work, written))) throw notWhatWasWritten(target)
  await device.records.remember(slot, { ...record, ...(detail.artifact.packed && { content: written }) })
}

interface Work {
  image: StoredArtifact
  detail: FirmwareDetail
  target: SlotDevice
  context: StepContext
}

/** What the slot has to hold, where it is known to have been written from the same artifact. */
function contentOf(
  known: SlotRecord | undefined,
  image: StoredArtifact,
  { artifact }: FirmwareDetail,
): Content | undefined {
  if (known?.integrity !== image.integrity) return undefined
  return artifact.packed === undefined ? image : known.content
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
function write({ image, detail, target, context }: Work): Promise<Content> {
  const { packed, unpackedIntegrity, unpackedSize } = detail.artifact
  const onProgress = (share: number) => context.progress(50 * share, `writing slot ${detail.to}`)
  const expected = { integrity: unpackedIntegrity, size: unpackedSize }
  const source = { artifact: image, packing: packed, expected }
  return writeSlot(source, target, { signal: context.signal, onProgress })
}

function readBack({ detail, target, context }: Work, content: Content): Promise<boolean> {
  const onProgress = (share: number) => context.progress(50 + 50 * share, `reading back slot ${detail.to}`)
  return slotHolds(content, target, { signal: context.signal, onProgress })
}

function notWhatWasWritten(target: SlotDevice): GodwitError {
  return new GodwitError(
    'SLOT_WRITE_FAILED',
    `slot ${target.path} does not hold what was written to it: its storage may be damaged`,
    { retryable: true },
  )
}
