/** Slots read back, past the page cache where that can be done: what counts is what the storage gives. */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { GodwitError } from '../../../spec/index.ts'
import { digestOf, parseIntegrity } from '../../artifacts/content/integrity.ts'
import type { Content } from '../../artifacts/packing/unpack.ts'
import { alignedBuffers } from './aligned-memory.ts'
import type { SlotDevice } from './slot-device.ts'
import { inWholeBlocks, openSlot, type SlotFile } from './slot-file.ts'
import { chunkSize, type TransferOptions, transferError } from './transfer.ts'

/** Bytes of a slot, no more than a chunk; they begin at a block. */
export interface Stretch {
  position: number
  length: number
}

/** What has been written there. It is storage that is judged by the sum, and not what an attacker may have done. */
export interface WrittenStretch extends Stretch {
  crc32: number
}

/**
 * The first of the stretches that the slot does not hold as it was written. Rejects with SLOT_WRITE_FAILED where it cannot
 * be read.
 */
export async function findDamage(
  written: WrittenStretch[],
  slot: SlotDevice,
  options: TransferOptions,
): Promise<Stretch | undefined> {
  for await (const { stretch, bytes } of readStretches(written, slot, options)) {
    if (crc32(bytes) !== stretch.crc32) return stretch
  }
  return undefined
}

/**
 * Whether the slot begins with that content: reads it back and compares the hash. Rejects with SLOT_WRITE_FAILED where
 * the slot cannot be read.
 */
export async function slotHolds(
  { integrity, size }: Content,
  slot: SlotDevice,
  options: TransferOptions,
): Promise<boolean> {
  const parsed = parseIntegrity(integrity)
  if (parsed === undefined) {
    throw new GodwitError('UNVERIFIED', `the image's integrity "${integrity}" is not one to verify by`)
  }
  const expected = digestOf(parsed)
  const hash = createHash(expected.algorithm)
  for await (const { bytes } of readStretches(stretchesOf(size), slot, options)) hash.update(bytes)
  return hash.digest('hex') === expected.hex
}

function stretchesOf(size: number): Stretch[] {
  return Array.from({ length: Math.ceil(size / chunkSize) }, (_, index) => {
    const position = index * chunkSize
    return { position, length: Math.min(chunkSize, size - position) }
  })
}

interface Read<S extends Stretch> {
  stretch: S
  /** Until the next one is asked for. */
  bytes: Buffer
}

/** As many are read ahead, so that the storage has something to do while somebody looks at one. */
const readAhead = 4

/** One stretch after the other, in order. */
async function* readStretches<S extends Stretch>(
  stretches: S[],
  slot: SlotDevice,
  { signal, onProgress }: TransferOptions,
): AsyncGenerator<Read<S>, void> {
  const total = stretches.reduce((sum, { length }) => sum + length, 0)
  const buffers = alignedBuffers(readAhead, chunkSize)
  const reads: Promise<Buffer>[] = []
  try {
    await using file = await openSlot(slot, 'read', buffers[0] as Buffer)
    const begin = (index: number) => {
      const [stretch, buffer] = [stretches[index], buffers[index % readAhead]]
      if (!stretch || !buffer) return
      reads[index] = readStretch(file, slot, stretch, buffer)
      // Its turn comes; until then it is not an error that nobody has looked at.
      reads[index].catch(() => {})
    }
    for (let index = 0; index < readAhead; index += 1) begin(index)
    try {
      let done = 0
      for (const [index, stretch] of stretches.entries()) {
        signal.throwIfAborted()
        yield { stretch, bytes: (await reads[index]) as Buffer }
        begin(index + readAhead)
        done += stretch.length
        onProgress(done / total)
      }
    } finally {
      await Promise.allSettled(reads)
    }
  } catch (cause) {
    throw transferError(`slot ${slot.path} could not be read back`, cause, signal)
  }
}

async function readStretch(
  file: SlotFile,
  { capacity }: SlotDevice,
  { position, length }: Stretch,
  buffer: Buffer,
): Promise<Buffer> {
  await file.read(buffer.subarray(0, inWholeBlocks(length, capacity - position)), position)
  return buffer.subarray(0, length)
}
