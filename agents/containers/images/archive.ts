/**
 * An image as one tar archive, made while it is read: from the files of the store, which are not copied.
 *
 * It is both what `docker load` has always taken (manifest.json) and an OCI layout (index.json), as the archives are that
 * Docker itself writes today. Memory holds one piece of one layer at a time.
 *
 * Invariant: the digest of each layer is compared while it is read; where it is wrong the stream ends with an error,
 * never as if it were whole.
 */
import { Readable } from 'node:stream'
import type { Header } from 'tar'
import { newSpentBuffers } from '../../artifacts/download/spent-buffers.ts'

export interface ArchiveEntry {
  name: string
  /** Bytes. */
  size: number
  /** Exactly so many; rejects where they are not the right ones. */
  chunks(): AsyncIterable<Buffer> | Iterable<Buffer>
}

const blockBytes = 512

/** The archive; a stream of bytes that waits for its reader. `onRead` hears of each piece. Destroying it ends all reading. */
export function archiveOf(entries: ArchiveEntry[], onRead: (bytes: number) => void): Readable {
  async function* pieces(): AsyncGenerator<Buffer, void> {
    const spent = newSpentBuffers()
    for await (const block of blocks(entries)) {
      onRead(block.length)
      yield block
      spent.add(block.length)
    }
  }
  return Readable.from(pieces(), { objectMode: false, highWaterMark: 64 * 1024 })
}

/** Bytes of the archive in all. */
export function archiveSize(entries: ArchiveEntry[]): number {
  return entries.reduce((sum, { size }) => sum + blockBytes + size + padding(size), 2 * blockBytes)
}

export function bufferEntry(name: string, content: Buffer | string): ArchiveEntry {
  const bytes = Buffer.from(content)
  return { name, size: bytes.length, chunks: () => [bytes] }
}

async function* blocks(entries: ArchiveEntry[]): AsyncGenerator<Buffer, void> {
  const { Header } = await import('tar')
  for (const { name, size, chunks } of entries) {
    yield encoded(new Header({ ...anybodys, path: name, size }))
    yield* chunks()
    if (padding(size) > 0) yield Buffer.alloc(padding(size))
  }
  yield Buffer.alloc(2 * blockBytes)
}

/** The same at all times. */
const anybodys = { type: 'File', mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) } as const

function encoded(header: Header): Buffer {
  const block = Buffer.alloc(blockBytes)
  header.encode(block)
  return block
}

const padding = (size: number) => (blockBytes - (size % blockBytes)) % blockBytes
