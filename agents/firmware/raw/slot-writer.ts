/**
 * Images into slots and back. Both functions go through the data once, in chunks, and stop between two chunks when
 * the signal aborts, by throwing its reason. Both start from the beginning when called again.
 */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { GodwitError } from '../../../spec/index.ts'
import type { StoredArtifact } from '../../artifacts/artifacts.ts'
import { digestOf, parseIntegrity } from '../../artifacts/content/integrity.ts'
import type { Packing } from '../../artifacts/packing/packing.ts'
import { type Content, openUnpacked } from '../../artifacts/packing/unpack.ts'
import type { SlotDevice } from './slot-device.ts'

/** What is to be written: an artifact of the store, packed or not. */
export interface SlotImage {
  artifact: StoredArtifact
  packing?: Packing | undefined
  /** What it unpacks to, as far as that is declared. */
  expected?: { integrity?: string | undefined; size?: number | undefined }
}

export interface TransferOptions {
  signal: AbortSignal
  /** How much of it is done, from 0 to 1. */
  onProgress(share: number): void
}

const chunkSize = 1024 * 1024
/** Synced in portions: a device with little memory must not gather a whole image of dirty pages. */
const syncEvery = 32 * chunkSize

/**
 * Writes the image, unpacked, to the beginning of the slot; on the disk when the promise resolves with what has been
 * written. What the slot holds beyond the image is left as it was. Rejects with SLOT_WRITE_FAILED, SLOT_TOO_SMALL, or
 * what is wrong with the artifact; a block device in use (mounted) is refused by the kernel.
 */
export async function writeSlot(
  image: SlotImage,
  slot: SlotDevice,
  options: TransferOptions,
): Promise<Content> {
  const { artifact } = image
  const exclusive = slot.kind === 'block' ? constants.O_EXCL : 0
  const { chunks, content } = openUnpacked({
    ...image,
    // The slot is the limit.
    maxSize: Number.POSITIVE_INFINITY,
    signal: options.signal,
    onRead: (bytes) => options.onProgress(bytes / artifact.size),
  })
  try {
    await using target = await open(slot.path, constants.O_RDWR | exclusive)
    let position = 0
    let unsynced = 0
    for await (const chunk of chunks) {
      if (position + chunk.length > slot.capacity) throw tooSmall(slot)
      await writeWhole(target, chunk, position)
      position += chunk.length
      unsynced += chunk.length
      if (unsynced < syncEvery) continue
      await target.datasync()
      unsynced = 0
    }
    await target.sync()
    return content()
  } catch (cause) {
    throw transferError(`slot ${slot.path} could not be written`, cause, options.signal)
  }
}

/**
 * Whether the slot begins with that content: reads it back and compares the hash. Rejects with SLOT_WRITE_FAILED where
 * the slot cannot be read.
 */
export async function slotHolds(
  content: Content,
  slot: SlotDevice,
  options: TransferOptions,
): Promise<boolean> {
  const integrity = parseIntegrity(content.integrity)
  if (integrity === undefined) {
    throw new GodwitError(
      'UNVERIFIED',
      `the image's integrity "${content.integrity}" is not one to verify by`,
    )
  }
  const expected = digestOf(integrity)
  const hash = createHash(expected.algorithm)
  try {
    await using source = await open(slot.path, 'r')
    await forEachChunk(source, content.size, options, (chunk) => void hash.update(chunk))
  } catch (cause) {
    throw transferError(`slot ${slot.path} could not be read back`, cause, options.signal)
  }
  return hash.digest('hex') === expected.hex
}

async function forEachChunk(
  source: FileHandle,
  size: number,
  options: TransferOptions,
  consume: (chunk: Buffer) => void,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(chunkSize, size))
  let position = 0
  while (position < size) {
    options.signal.throwIfAborted()
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, size - position), position)
    if (bytesRead === 0) throw new Error(`ends after ${position} of ${size} bytes`)
    consume(buffer.subarray(0, bytesRead))
    position += bytesRead
    options.onProgress(position / size)
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

function tooSmall(slot: SlotDevice): GodwitError {
  const message = `the image unpacks to more than slot ${slot.path} takes: ${slot.capacity} bytes`
  return new GodwitError('SLOT_TOO_SMALL', message)
}

function transferError(message: string, cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  if (cause instanceof GodwitError) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  return new GodwitError('SLOT_WRITE_FAILED', `${message}: ${why}`, { cause })
}
