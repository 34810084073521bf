/**
 * Gives back the memory of buffers that were written.
 *
 * Each read from a socket brings a buffer of its own, outside of the heap. V8 sees how little of the heap they take, and
 * lets a hundred megabytes of them gather before it looks; a collection of the young alone takes a millisecond.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What may gather, in bytes. */
const enough = 4 * 1024 * 1024

export interface SpentBuffers {
  /** So many bytes were written, and their buffers are no longer needed. */
  add(bytes: number): void
}

export function newSpentBuffers(): SpentBuffers {
  const collect = findCollector()
  let spent = 0
  return {
    add(bytes) {
      spent += bytes
      if (spent < enough) return
      spent = 0
      collect?.({ type: 'minor' })
    },
  }
}

/** V8's collector, as far as this engine hands it out. */
function findCollector(): ((options: { type: 'minor' }) => void) | undefined {
  setFlagsFromString('--expose-gc')
  return runInNewContext('globalThis.gc')
}
