/**
 * Images into slots: only what differs is written.
 *
 * Each chunk of the image is compared with what the slot holds there, block by block. That spares flash memory, which is
 * worn by writes and slow at them, and it makes an interrupted writing cheap to begin anew: what had been written is
 * found to be there. Chunks are read, compared and written at the same time, a few of them, in memory that is allocated once.
 *
 * Invariant: when a writing resolves, each byte of the image has either been read from the slot, or been written and synced;
 * what was written is listed, to be read back.
 */
import { crc32 } from 'node:zlib'
import { GodwitError } from '../../../spec/index.ts'
import type { Content } from '../../artifacts/packing/unpack.ts'
import { alignedBuffers } from './aligned-memory.ts'
import { type Comparing, newComparing } from './comparing.ts'
import { differingRuns, type Run } from './differences.ts'
import { type ImageReader, openImage, type SlotImage } from './image-reader.ts'
import type { WrittenStretch } from './read-back.ts'
import type { SlotDevice } from './slot-device.ts'
import { inWholeBlocks, openSlot, type SlotFile } from './slot-file.ts'
import { chunkSize, type TransferOptions, transferError } from './transfer.ts'

/** What a writing has come to. */
export interface Written {
  /** What the slot now begins with. */
  content: Content
  /** Of the image: how many had to be written. The rest was there already. */
  bytesWritten: number
  /** Where that was, in order. */
  stretches: WrittenStretch[]
}

export interface WriteOptions extends Omit<TransferOptions, 'onProgress'> {
  /** How much of it is done, from 0 to 1, and how many bytes had to be written so far. */
  onProgress(share: number, bytesWritten: number): void
}

/** As many are under way at once. */
const chunksAtOnce = 3

/** A place in memory for one chunk. */
interface Frame {
  image: Buffer
  slot: Buffer
  /** Settles when the chunk that was in it is in the slot. */
  placed: Promise<void>
}

interface Target {
  slot: SlotDevice
  file: SlotFile
  comparing: Comparing
  bytesWritten: number
  stretches: WrittenStretch[]
}

/**
 * Writes the image, unpacked, to the beginning of the slot; on the disk when the promise resolves. What the slot holds
 * beyond the image is left as it was. Stops between two chunks when the signal aborts, by throwing its reason. Called again
 * it starts from the beginning. Rejects with SLOT_WRITE_FAILED, SLOT_TOO_SMALL, or what is wrong with the artifact; a
 * block device in use (mounted) is refused by the kernel.
 */
export async function writeSlot(image: SlotImage, slot: SlotDevice, options: WriteOptions): Promise<Written> {
  const frames = newFrames()
  try {
    await using file = await openSlot(slot, 'write', frames[0]?.slot as Buffer)
    await using reader = await openImage(image, options.signal)
    const target: Target = { slot, file, comparing: newComparing(), bytesWritten: 0, stretches: [] }
    try {
      await writeChunks(reader, target, frames, options)
    } finally {
      await Promise.allSettled(frames.map(({ placed }) => placed))
    }
    await file.sync()
    const stretches = target.stretches.toSorted((one, other) => one.position - other.position)
    return { content: reader.content(), bytesWritten: target.bytesWritten, stretches }
  } catch (cause) {
    throw transferError(`slot ${slot.path} could not be written`, cause, options.signal)
  }
}

function newFrames(): Frame[] {
  const buffers = alignedBuffers(2 * chunksAtOnce, chunkSize)
  return Array.from({ length: chunksAtOnce }, (_, index) => ({
    image: buffers[2 * index] as Buffer,
    slot: buffers[2 * index + 1] as Buffer,
    placed: Promise.resolve(),
  }))
}

/** Frames take turns; one that is still being placed is waited for. */
async function writeChunks(
  reader: ImageReader,
  target: Target,
  frames: Frame[],
  { signal, onProgress }: WriteOptions,
): Promise<void> {
  let position = 0
  for (let turn = 0; ; turn += 1) {
    const frame = frames[turn % frames.length] as Frame
    await frame.placed
    signal.throwIfAborted()
    const length = await reader.fill(frame.image)
    if (position + length > target.slot.capacity) throw tooSmall(target.slot)
    onProgress(reader.share(), target.bytesWritten)
    if (length === 0) break
    frame.placed = place(frame, length, position, target)
    // Whose turn it is next finds out; until then it is not an error that nobody has looked at.
    frame.placed.catch(() => {})
    position += length
  }
  await Promise.all(frames.map(({ placed }) => placed))
}

/** Writes the chunk, or what of it differs. */
async function place(frame: Frame, length: number, position: number, target: Target): Promise<void> {
  const whole = inWholeBlocks(length, target.slot.capacity - position)
  const image = frame.image.subarray(0, whole)
  const runs = await runsToWrite(image, frame.slot.subarray(0, whole), { length, position, target })
  for (const { start, end } of runs) {
    await target.file.write(image.subarray(start, end), position + start)
    target.bytesWritten += Math.min(end, length) - start
  }
  const [first, last] = [runs[0], runs.at(-1)]
  if (first && last) target.stretches.push(stretchOf(image, position, { start: first.start, end: last.end }))
}

/**
 * What the slot holds behind the image, in the image's last block, is put behind the image, to be written back with it.
 *
 * A part of the slot that cannot be read is written: flash memory puts another block in the place of a bad one then.
 */
async function runsToWrite(
  image: Buffer,
  slot: Buffer,
  { length, position, target }: { length: number; position: number; target: Target },
): Promise<Run[]> {
  const all = [{ start: 0, end: image.length }]
  image.fill(0, length)
  const isCompared = target.comparing.isWorthIt() || image.length > length
  if (!isCompared || !(await canRead(target.file, slot, position))) return all
  slot.copy(image, length, length)
  const runs = differingRuns(image, slot)
  const [first] = runs
  target.comparing.note(first === undefined || runs.length > 1 || first.end - first.start < image.length)
  return runs
}

async function canRead(file: SlotFile, buffer: Buffer, position: number): Promise<boolean> {
  return file.read(buffer, position).then(
    () => true,
    () => false,
  )
}

function stretchOf(image: Buffer, position: number, { start, end }: Run): WrittenStretch {
  return {
    position: position + start,
    length: end - start,
    crc32: crc32(image.subarray(start, end)),
  }
}

function tooSmall({ path, capacity }: SlotDevice): GodwitError {
  return new GodwitError(
    'SLOT_TOO_SMALL',
    `the image unpacks to more than slot ${path} takes: ${capacity} bytes`,
  )
}
