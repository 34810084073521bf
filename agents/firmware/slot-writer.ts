/**
 * Images into slots and back. Both functions go through the data once, in chunks, and stop between two chunks when
 * the signal aborts, by throwing its reason. Both start from the beginning when called again.
 */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { GodwitError } from '../../spec/index.ts'
import type { StoredArtifact } from '../artifacts/artifacts.ts'
import { digestOf, parseIntegrity } from '../artifacts/integrity.ts'
import type { SlotDevice } from './slot-device.ts'

export interface TransferOptions {
  signal: AbortSignal
  /** Bytes of the image that are done. */
  onProgress(done: number): void
}

const chunkSize = 1024 * 1024
/** Synced in portions: a device with little memory must not gather a whole image of dirty pages. */
const syncEvery = 32 * chunkSize

/**
 * Writes the image to the beginning of the slot; on the disk when the promise resolves. What the slot holds beyond the
 * image is left as it was. Rejects with SLOT_WRITE_FAILED; a block device in use (mounted) is refused by the kernel.
 */
export async function writeSlot(
  image: StoredArtifact,
  slot: SlotDevice,
  options: TransferOptions,
): Promise<void> {
  const exclusive = slot.kind === 'block' ? constants.O_EXCL : 0
  try {
    await using source = await open(image.path, 'r')
    await using target = await open(slot.path, constants.O_RDWR | exclusive)
    let unsynced = 0
    await forEachChunk(source, image.size, options, async (chunk, position) => {
      await writeWhole(target, chunk, position)
      unsynced += chunk.length
      if (unsynced < syncEvery) return
      await target.datasync()
      unsynced = 0
    })
    await target.sync()
  } catch (cause) {
    throw transferError(`slot ${slot.path} could not be written`, cause, options.signal)
  }
}

/**
 * Whether the slot begins with the image: reads it back and compares its hash with the image's integrity. Rejects with
 * SLOT_WRITE_FAILED where the slot cannot be read.
 */
export async function slotHolds(
  image: StoredArtifact,
  slot: SlotDevice,
  options: TransferOptions,
): Promise<boolean> {
  const integrity = parseIntegrity(image.integrity)
  if (integrity === undefined) {
    throw new GodwitError('UNVERIFIED', `the image's integrity "${image.integrity}" is not one to verify by`)
  }
  const expected = digestOf(integrity)
  const hash = createHash(expected.algorithm)
  try {
    await using source = await open(slot.path, 'r')
    await forEachChunk(source, image.size, options, async (chunk) => {
      hash.update(chunk)
    })
  } catch (cause) {
    throw transferError(`slot ${slot.path} could not be read back`, cause, options.signal)
  }
  return hash.digest('hex') === expected.hex
}

type ChunkConsumer = (chunk: Buffer, position: number) => Promise<void>

async function forEachChunk(
  source: FileHandle,
  size: number,
  options: TransferOptions,
  consume: ChunkConsumer,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(chunkSize, size))
  let position = 0
  while (position < size) {
    options.signal.throwIfAborted()
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, size - position), position)
    if (bytesRead === 0) throw new Error(`ends after ${position} of ${size} bytes`)
    await consume(buffer.subarray(0, bytesRead), position)
    position += bytesRead
    options.onProgress(position)
  }
}

/** A write may take less than it was given, at the end of a device for one. */
async function writeWhole(target: FileHandle, chunk: Buffer, position: number): Promise<void> {
  let written = 0
  while (written < chunk.length) {
    const { bytesWritten } = await target.write(chunk, written, chunk.length - written, position + written)
    if (bytesWritten === 0) throw new Error(`takes no more than ${position + written} bytes`)
    written += bytesWritten
  }
}

function transferError(message: string, cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  const why = cause instanceof Error ? cause.message : String(cause)
  return new GodwitError('SLOT_WRITE_FAILED', `${message}: ${why}`, { cause })
}
