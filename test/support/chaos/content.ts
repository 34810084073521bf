/**
 * Content that is never kept: any range of it is computed from its seed, as the key stream of a cipher, at about the speed
 * of memory.
 */
import { createCipheriv, createHash } from 'node:crypto'

export interface Content {
  readonly seed: number
  readonly size: number
  /** The bytes from `start` to before `end`, in pieces. */
  read(start: number, end?: number): Iterable<Buffer>
  /** Subresource integrity of all of it. */
  integrity(): string
}

const pieceBytes = 64 * 1024
const blockBytes = 16
/** Encrypted, they are the key stream itself. */
const zeros = Buffer.alloc(pieceBytes)

export function contentOf(seed: number, size: number): Content {
  const key = createHash('md5').update(String(seed)).digest()
  const content: Content = {
    seed,
    size,
    *read(start, end = size) {
      const counter = Buffer.alloc(blockBytes)
      counter.writeUInt32BE(Math.floor(start / blockBytes), blockBytes - 4)
      const cipher = createCipheriv('aes-128-ctr', key, counter)
      cipher.update(Buffer.alloc(start % blockBytes))
      for (let at = start; at < end; at += pieceBytes) yield cipher.update(zeros.subarray(0, end - at))
    },
    integrity() {
      const hash = createHash('sha256')
      for (const piece of content.read(0)) hash.update(piece)
      return `sha256-${hash.digest('base64')}`
    },
  }
  return content
}

/** What is in a buffer, as content. */
export function contentOfBuffer(bytes: Buffer): Content {
  return {
    seed: 0,
    size: bytes.length,
    *read(start, end = bytes.length) {
      yield bytes.subarray(start, end)
    },
    integrity: () => `sha256-${createHash('sha256').update(bytes).digest('base64')}`,
  }
}
