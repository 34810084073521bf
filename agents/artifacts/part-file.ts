/**
 * The part of an artifact that is on the disk, and the hash of just these bytes.
 *
 * Invariants:
 * - What is hashed is what was written: bytes are hashed in the order in which they are written, while they are
 *   written. So a download that breaks off can go on without reading the file again.
 * - After an error in writing the part cannot be used any further.
 * - Memory does not grow with the file.
 */
import { createHash, type Hash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { writeError } from './disk-space.ts'

export interface PartFile {
  /** Bytes written and hashed. */
  readonly size: number
  /** Subresource integrity of these bytes. */
  integrity(): string
  /** Takes further bytes; after the stream has ended or broken off, wait for `settled`. */
  sink(options: SinkOptions): Writable
  /** Resolves when no write is under way. */
  settled(): Promise<void>
  /** Drops all bytes. No write may be under way. */
  restart(): Promise<void>
  /** Resolves when all bytes are on the disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

export interface SinkOptions {
  /** Nothing is written before it resolves; where it rejects, the sink fails. */
  ready: Promise<void>
  /** Called with the bytes that are about to be there before they are written; may throw. */
  check(size: number): void
  onProgress(size: number): void
}

/** Large enough to write and hash in big steps while the next bytes arrive. */
const bufferBytes = 1024 * 1024

/** Opens the part, or makes it; what is in it already is read and hashed. Rejects when aborted. */
export async function openPartFile(file: string, algorithm: string, signal: AbortSignal): Promise<PartFile> {
  const handle = await open(file, constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    const hash = createHash(algorithm)
    const size = await hashFile(file, hash, signal)
    return partOf(handle, { algorithm, hash, size })
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function hashFile(file: string, hash: Hash, signal: AbortSignal): Promise<number> {
  let size = 0
  for await (const chunk of createReadStream(file, { highWaterMark: bufferBytes, signal })) {
    hash.update(chunk)
    size += chunk.length
  }
  return size
}

function partOf(handle: FileHandle, state: { algorithm: string; hash: Hash; size: number }): PartFile {
  let writing: Promise<void> = Promise.resolve()

  async function append(chunks: Buffer[], { ready, check, onProgress }: SinkOptions): Promise<void> {
    await ready
    const end = state.size + chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    check(end)
    const written = writeAll(handle, chunks, state.size)
    for (const chunk of chunks) state.hash.update(chunk)
    await written.catch((error) => {
      throw writeError(error)
    })
    state.size = end
    onProgress(end)
  }

  const settled = () => writing.catch(() => {})
  return {
    get size() {
      return state.size
    },
    integrity: () => `${state.algorithm}-${state.hash.copy().digest('base64')}`,
    sink(options) {
      const write = (chunks: Buffer[], done: (error?: Error) => void) => {
        writing = append(chunks, options)
        writing.then(() => done(), done)
      }
      return new Writable({
        highWaterMark: bufferBytes,
        write: (chunk, _encoding, done) => write([chunk], done),
        writev: (entries, done) =>
          write(
            entries.map(({ chunk }) => chunk),
            done,
          ),
      })
    },
    settled,
    async restart() {
      if (state.size === 0) return
      await handle.truncate(0)
      state.hash = createHash(state.algorithm)
      state.size = 0
    },
    sync: () => handle.sync(),
    async close() {
      await settled()
      await handle.close()
    },
  }
}

/** Writes on after a short write, which is how a full disk shows first. */
async function writeAll(handle: FileHandle, chunks: Buffer[], position: number): Promise<void> {
  let left = chunks
  let at = position
  while (left.length > 0) {
    const { bytesWritten } = await handle.writev(left, at)
    at += bytesWritten
    left = without(left, bytesWritten)
  }
}

function without(chunks: Buffer[], bytes: number): Buffer[] {
  let skip = bytes
  return chunks.flatMap((chunk) => {
    const part = chunk.subarray(skip)
    skip = Math.max(0, skip - chunk.length)
    return part.length > 0 ? [part] : []
  })
}
