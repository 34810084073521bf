import type { Readable } from 'node:stream'

/** Bytes of a stream in the pieces that a protocol asks for. What nobody asks for stays in the stream. */
export interface ByteReader {
  /** That many bytes, in a buffer of their own; undefined where the stream ends before. */
  take(length: number): Promise<Buffer | undefined>
}

export function byteReader(stream: Readable): ByteReader {
  const chunks: Buffer[] = []
  const arriving: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]()
  let available = 0
  return {
    async take(length) {
      while (available < length) {
        const next = await arriving.next()
        if (next.done) return undefined
        chunks.push(next.value)
        available += next.value.length
      }
      available -= length
      return firstOf(chunks, length)
    },
  }
}

/** Takes them out of the chunks. */
function firstOf(chunks: Buffer[], length: number): Buffer {
  const taken = Buffer.allocUnsafe(length)
  for (let done = 0; done < length; ) {
    const chunk = chunks.shift()
    if (!chunk) break
    const copied = chunk.copy(taken, done)
    done += copied
    if (copied < chunk.length) chunks.unshift(chunk.subarray(copied))
  }
  return taken
}
