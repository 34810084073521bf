/**
 * gzip and zstd, by the runtime's own decoders.
 *
 * A file may hold several streams, one after the other (gzip calls them members, zstd frames): `cat a.gz b.gz`, or what
 * parallel packers make. Nothing else may be between or behind them. The decoders alone do not see to that: the one for
 * zstd stops after the first frame, the one for gzip at a zero, and both call it success.
 */
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { GodwitError } from '../../../spec/index.ts'

type Decoder = ReturnType<typeof createGunzip>
type Chunks = AsyncIterable<Buffer>

/** Bytes that come out at a time, at most. */
const chunkSize = 256 * 1024

/** Unpacks as it is read. Rejects with the decoder's error where the bytes are not what they should be, or too few. */
export async function* unpackFrames(packed: Chunks, format: 'gzip' | 'zstd'): AsyncGenerator<Buffer, void> {
  const input = newInput(packed)
  try {
    do yield* unpackFrame(input, newDecoder(format))
    while (await input.hasMore())
  } finally {
    await input.close()
  }
}

function newDecoder(format: 'gzip' | 'zstd'): Decoder {
  if (format === 'gzip') return createGunzip({ chunkSize })
  if (typeof createZstdDecompress === 'function') return createZstdDecompress({ chunkSize })
  const message = `Node ${process.versions.node} cannot unpack zstd; from 22.15 on it can, or pack with gzip`
  throw new GodwitError('INVALID_BUNDLE', message)
}

/** One stream, or several where they end together with a chunk; what is behind it stays in the input. */
async function* unpackFrame(input: Input, decoder: Decoder): AsyncGenerator<Buffer, void> {
  const fed = feed(input, decoder)
  fed.catch((error) => decoder.destroy(error))
  try {
    for await (const chunk of decoder) yield chunk
    await fed
  } finally {
    decoder.destroy()
    await fed.catch(() => {})
  }
}

async function feed(input: Input, decoder: Decoder): Promise<void> {
  for (;;) {
    const chunk = await input.next()
    if (chunk === undefined) return void decoder.end()
    const before = decoder.bytesWritten
    await written(decoder, chunk)
    if (decoder.destroyed && !decoder.readableEnded) return
    const taken = decoder.bytesWritten - before
    if (taken < chunk.length) return input.putBack(chunk.subarray(taken))
  }
}

/** Resolves when the decoder has done with the chunk, well or not. */
function written(decoder: Decoder, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    decoder.once('close', resolve)
    decoder.write(chunk, () => {
      decoder.off('close', resolve)
      resolve()
    })
  })
}

interface Input {
  /** Undefined at the end. */
  next(): Promise<Buffer | undefined>
  putBack(rest: Buffer): void
  hasMore(): Promise<boolean>
  close(): Promise<void>
}

function newInput(chunks: Chunks): Input {
  const iterator = chunks[Symbol.asyncIterator]()
  let kept: Buffer | undefined
  const next = async () => {
    if (kept === undefined) return (await iterator.next()).value as Buffer | undefined
    const chunk = kept
    kept = undefined
    return chunk
  }
  return {
    next,
    putBack(rest) {
      kept = rest
    },
    async hasMore() {
      kept = await next()
      return kept !== undefined
    },
    async close() {
      await iterator.return?.()
    },
  }
}
