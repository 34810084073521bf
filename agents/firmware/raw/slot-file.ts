/**
 * A slot that is open, past the page cache wherever that can be done.
 *
 * What is read then comes from the storage and not from the memory that it was written from, so that comparing and reading
 * back prove something; a failing write is told at once and not at some sync; and a device with little memory
 * keeps it. Some file systems cannot do that, nor can a file that does not end with a block: there the cache is used.
 */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { GodwitError } from '../../../spec/index.ts'
import type { SlotDevice } from './slot-device.ts'

/** Transfers begin at a multiple of this many bytes, and are as long, except at the end of the slot. */
export const blockSize = 4096

/** So many bytes, with the rest of the last block as far as there is `room` up to the end of the slot. */
export function inWholeBlocks(length: number, room: number): number {
  return Math.max(length, Math.min(room, Math.ceil(length / blockSize) * blockSize))
}

/** With the cache, written bytes are synced in portions: they must not fill the memory of the device. */
const syncEvery = 32 * 1024 * 1024

/** Buffers have to be of `alignedBuffers`. */
export interface SlotFile extends AsyncDisposable {
  /** Fills the buffer. Rejects where the slot ends before. */
  read(buffer: Buffer, position: number): Promise<void>
  write(buffer: Buffer, position: number): Promise<void>
  /** Resolves when all that was written is on the disk. */
  sync(): Promise<void>
}

/**
 * Opens the slot. For writing, a block device must not be in use by anybody else. What is in `scratch` is overwritten.
 * Rejects with the system's error.
 */
export async function openSlot(
  slot: SlotDevice,
  access: 'read' | 'write',
  scratch: Buffer,
): Promise<SlotFile> {
  const flags = access === 'read' ? constants.O_RDONLY : constants.O_RDWR | exclusive(slot)
  const uncached = await openUncached(slot, flags, scratch)
  return slotFile(uncached ?? (await open(slot.path, flags)), uncached !== undefined)
}

/** Rejects with SLOT_WRITE_FAILED where a block device is mounted, or somebody else has claimed it. Changes nothing. */
export async function assertUnused(slot: SlotDevice): Promise<void> {
  try {
    await using _handle = await open(slot.path, constants.O_RDONLY | exclusive(slot))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EBUSY') throw cause
    const message = `slot ${slot.path} is in use: it is mounted, or another program has claimed it`
    throw new GodwitError('SLOT_WRITE_FAILED', message, { cause })
  }
}

/** The kernel refuses to open a block device so, where it is mounted or open so already. Of files it knows no such thing. */
function exclusive({ kind }: SlotDevice): number {
  return kind === 'block' ? constants.O_EXCL : 0
}

/** Undefined where that cannot be done; one read tells, since some say so only then. */
async function openUncached(
  { path, kind, capacity }: SlotDevice,
  flags: number,
  scratch: Buffer,
): Promise<FileHandle | undefined> {
  if (capacity < blockSize || (kind === 'file' && capacity % blockSize > 0)) return undefined
  let handle: FileHandle | undefined
  try {
    handle = await open(path, flags | constants.O_DIRECT)
    await handle.read(scratch, 0, blockSize, 0)
    return handle
  } catch (error) {
    const isRefused = (error as NodeJS.ErrnoException).code === 'EINVAL'
    if (handle && !isRefused) return handle
    await handle?.close()
    if (isRefused) return undefined
    throw error
  }
}

function slotFile(handle: FileHandle, isUncached: boolean): SlotFile {
  let unsynced = 0
  return {
    async read(buffer, position) {
      for (let done = 0; done < buffer.length; ) {
        const { bytesRead } = await handle.read(buffer, done, buffer.length - done, position + done)
        if (bytesRead === 0) throw new Error(`ends after ${position + done} bytes`)
        done += bytesRead
      }
    },
    /** A write may take less than it was given, at the end of a device for one. */
    async write(buffer, position) {
      for (let done = 0; done < buffer.length; ) {
        const { bytesWritten } = await handle.write(buffer, done, buffer.length - done, position + done)
        if (bytesWritten === 0) throw new Error(`takes no more than ${position + done} bytes`)
        done += bytesWritten
      }
      unsynced += buffer.length
      if (isUncached || unsynced < syncEvery) return
      unsynced = 0
      await handle.datasync()
    },
    sync: () => handle.sync(),
    [Symbol.asyncDispose]: () => handle.close(),
  }
}
