/**
 * Bytes of a part without a gap, from one offset to another, and the hash of just these bytes.
 *
 * Invariants:
 * - What is hashed is what was written: end and hash move on together, when a write is through. So a download that breaks
 *   off, also by a disk that is full, can go on without reading the bytes again.
 * - Memory does not grow with the stretch.
 */
import { createHash, type Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { writeError } from '../content/disk-space.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { LedgerRecord } from './ledger.ts'
import { newSpentBuffers } from './spent-buffers.ts'
import { firstOf, without, writeAll } from './write-all.ts'

/** Where a stretch stands. */
export interface Standing {
  start: number
  end: number
  hash: Hash
}

export interface Stretch {
  readonly start: number
  /** The byte behind the last one that is written. */
  readonly end: number
  /** What has come since the last call, as a record. */
  unrecorded(): LedgerRecord[]
  /** Hash of the bytes so far, to go on with. */
  hash(): Hash
  /** Takes further bytes; after the stream has ended or broken off, wait for `settled`. */
  sink(options: SinkOptions): Writable
  /** Resolves when no write is under way. */
  settled(): Promise<void>
  /** Takes up bytes that follow, and were written by somebody else. No write may be under way. */
  moveOn(end: number, hash: Hash): void
  /** Begins anew, without any bytes. No write may be under way. */
  reset(standing: Standing): void
}

export interface SinkOptions {
  /** Nothing is written before it resolves; where it rejects, the sink fails. */
  ready: Promise<void>
  /** Called when bytes have come. */
  onArrival(bytes: number): void
  /** Called with the end that they would make; may throw. */
  check(end: number): void
  /** Resolves with how many of the bytes may be taken now, at least one. */
  admit(bytes: number): Promise<number>
  /** Called when they are written; may throw. */
  onProgress(): void
}

/** Large enough to write and hash in big steps while the next bytes arrive. */
const bufferBytes = 512 * 1024

export function newStretch(data: FileHandle, checkpoints: Checkpoints, standing: Standing): Stretch {
  const state = { ...standing, recorded: standing.end }
  const spent = newSpentBuffers()
  let writing: Promise<void> = Promise.resolve()

  async function append(chunks: Buffer[], { admit }: SinkOptions): Promise<void> {
    for (let left = chunks; left.length > 0; ) {
      const bytes = await checkpoints.room(await admit(lengthOf(left)))
      const piece = firstOf(left, bytes)
      try {
        await write(piece)
      } catch (error) {
        checkpoints.unwritten(bytes)
        throw error
      }
      checkpoints.written(bytes)
      left = without(left, bytes)
    }
  }

  /** Hashes while the disk is at work. */
  async function write(chunks: Buffer[]): Promise<void> {
    const written = writeAll(data, chunks, state.end)
    const hash = state.hash.copy()
    for (const chunk of chunks) hash.update(chunk)
    await written
    state.hash = hash
    state.end += lengthOf(chunks)
    spent.add(lengthOf(chunks))
  }

  async function take(chunks: Buffer[], options: SinkOptions): Promise<void> {
    const bytes = lengthOf(chunks)
    options.onArrival(bytes)
    await options.ready
    options.check(state.end + bytes)
    await append(chunks, options).catch((error) => {
      throw writeError(error)
    })
    options.onProgress()
  }

  return {
    get start() {
      return state.start
    },
    get end() {
      return state.end
    },
    hash: () => state.hash.copy(),
    unrecorded() {
      if (state.end === state.recorded) return []
      state.recorded = state.end
      return [{ start: state.start, end: state.end, digest: state.hash.copy().digest('hex') }]
    },
    sink(options) {
      const begin = (chunks: Buffer[], done: (error?: Error) => void) => {
        writing = take(chunks, options)
        writing.then(() => done(), done)
      }
      return new Writable({
        highWaterMark: bufferBytes,
        write: (chunk, _encoding, done) => begin([chunk], done),
        writev: (entries, done) =>
          begin(
            entries.map(({ chunk }) => chunk),
            done,
          ),
      })
    },
    settled: () => writing.catch(() => {}),
    moveOn(end, hash) {
      state.end = end
      state.hash = hash
    },
    reset(fresh) {
      Object.assign(state, fresh, { recorded: fresh.end })
    },
  }
}

export function emptyStretch(algorithm: string, start: number): Standing {
  return { start, end: start, hash: createHash(algorithm) }
}

function lengthOf(chunks: Buffer[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0)
}
