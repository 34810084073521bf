/**
 * An image, unpacked, as the writer of slots reads it: buffer by buffer, into memory that the writer owns.
 *
 * Invariant: whoever has been told of the end, without an error, has read what was declared.
 */
import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { GodwitError } from '../../../spec/index.ts'
import type { StoredArtifact } from '../../artifacts/artifacts.ts'
import { digestOf, integrityOf } from '../../artifacts/content/integrity.ts'
import type { Packing } from '../../artifacts/packing/packing.ts'
import { type Content, openUnpacked } from '../../artifacts/packing/unpack.ts'

/** What is to be written: an artifact of the store, packed or not. */
export interface SlotImage {
  artifact: StoredArtifact
  packing?: Packing | undefined
  /** What it unpacks to, as far as that is declared. */
  expected?: { integrity?: string | undefined; size?: number | undefined }
}

export interface ImageReader extends AsyncDisposable {
  /**
   * Fills the buffer, and resolves with the number of bytes; fewer than fit in only at the end. Rejects with what is wrong
   * with the artifact. One call at a time.
   */
  fill(buffer: Buffer): Promise<number>
  /** How much of the artifact has been read, from 0 to 1. */
  share(): number
  /** What has been read; of the image when all has been. */
  content(): Content
}

/** Opens the image. The signal ends the reading of a packed one. */
export function openImage(image: SlotImage, signal: AbortSignal): Promise<ImageReader> | ImageReader {
  return image.packing === undefined ? openPlain(image.artifact) : openPacked(image, signal)
}

/** Read straight into the buffers, and hashed once: packed and unpacked bytes are the same. */
async function openPlain({ path, size: wholeSize, integrity }: StoredArtifact): Promise<ImageReader> {
  const { algorithm, hex } = digestOf(integrity)
  const hash = createHash(algorithm)
  const file = await open(path)
  let size = 0
  const digest = () => ({ algorithm, hex: hash.copy().digest('hex') })
  return {
    async fill(buffer) {
      const length = await readUpTo(file, buffer, size)
      hash.update(buffer.subarray(0, length))
      size += length
      if (length === buffer.length || digest().hex === hex) return length
      throw new GodwitError(
        'INTEGRITY_MISMATCH',
        'the stored artifact is damaged: its hash is not the declared one',
      )
    },
    share: () => Math.min(1, size / wholeSize),
    content: () => ({ size, integrity: integrityOf(digest()) }),
    [Symbol.asyncDispose]: () => file.close(),
  }
}

async function readUpTo(file: FileHandle, buffer: Buffer, position: number): Promise<number> {
  let done = 0
  while (done < buffer.length) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, position + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return done
}

function openPacked(image: SlotImage, signal: AbortSignal): ImageReader {
  let read = 0
  const { chunks, content } = openUnpacked({
    ...image,
    // The slot is the limit.
    maxSize: Number.POSITIVE_INFINITY,
    signal,
    onRead: (bytes) => {
      read = bytes
    },
  })
  const unpacked = chunks[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  return {
    async fill(buffer) {
      let done = 0
      while (done < buffer.length) {
        if (rest.length === 0) {
          const next = await unpacked.next()
          if (next.done) break
          rest = next.value
        }
        const length = rest.copy(buffer, done)
        rest = rest.subarray(length)
        done += length
      }
      return done
    },
    share: () => read / image.artifact.size,
    content,
    [Symbol.asyncDispose]: async () => void (await unpacked.return?.()),
  }
}
