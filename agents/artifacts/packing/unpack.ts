/**
 * Artifacts as those who use them read them: unpacked while they are read, in bounded memory.
 *
 * Invariants:
 * - Whoever has read to the end without an error has read what was declared: the digest of the packed bytes was
 *   right, and the digest and the size of what came out, where they are declared.
 * - Until then it has not: what was read before is not to be used.
 * - Nothing that unpacks to more than it may, is read to its end.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { GodwitError } from '../../../spec/index.ts'
import type { StoredArtifact } from '../artifacts.ts'
import { digestOf, verifyFile } from '../content/integrity.ts'
import type { Packing } from './packing.ts'
import { unpackFrames } from './unpack-frames.ts'
import { unpackXz } from './unpack-xz.ts'

export interface UnpackRequest {
  artifact: StoredArtifact
  /** Absent: it is read as it is. */
  packing?: Packing | undefined
  /** What has to come out, where that is declared. */
  expected?: { integrity?: string | undefined; size?: number | undefined }
  /** Most bytes that may come out. */
  maxSize: number
  signal: AbortSignal
  /** Told how many bytes of the stored file have been read, again and again. */
  onRead?(bytes: number): void
}

/** What has come out. */
export interface Content {
  /** Bytes. */
  size: number
  /** Subresource integrity: of the algorithm that is expected, or of the artifact's own. */
  integrity: string
}

export interface Unpacked {
  /** To be read once, to the end. */
  chunks: AsyncIterable<Buffer>
  /** What has come out; right when all has been read. */
  content(): Content
}

const readBytes = 1024 * 1024
/** More than that many bytes out of one are taken for an attack, unless the size is declared. */
const highestRatio = 1_000
/** Before the ratio says anything: a short file of zeros is no attack. */
const anyRatioBytes = 64 * 1024 * 1024

/**
 * Reading rejects with INTEGRITY_MISMATCH (the stored file is damaged, or what comes out is something else),
 * SIZE_MISMATCH, INVALID_BUNDLE (it cannot be unpacked, or blows up), or with the signal's reason.
 */
export function openUnpacked(request: UnpackRequest): Unpacked {
  const { artifact, expected = {} } = request
  const { algorithm } = digestOf(expected.integrity ?? artifact.integrity)
  const hash = createHash(algorithm)
  let size = 0
  const content = () => ({ size, integrity: `${algorithm}-${hash.copy().digest('base64')}` })
  async function* chunks(): AsyncGenerator<Buffer, void> {
    const source = openSource(request)
    for await (const chunk of unpack(source, request)) {
      size += chunk.length
      assertWithin(size, source.read(), request)
      hash.update(chunk)
      yield chunk
      request.signal.throwIfAborted()
    }
    assertExpected(content(), expected)
  }
  return { chunks: chunks(), content }
}

interface Source {
  chunks: AsyncIterable<Buffer>
  /** Bytes so far. */
  read(): number
  /** What reading has failed with. */
  failure(): unknown
}

/** The stored bytes; at their end their digest is compared. */
function openSource({ artifact, signal, onRead }: UnpackRequest): Source {
  const { algorithm, hex } = digestOf(artifact.integrity)
  let read = 0
  let failure: unknown
  async function* chunks(): AsyncGenerator<Buffer, void> {
    const hash = createHash(algorithm)
    try {
      for await (const chunk of createReadStream(artifact.path, { highWaterMark: readBytes, signal })) {
        hash.update(chunk)
        read += chunk.length
        onRead?.(read)
        yield chunk
      }
      if (hash.digest('hex') !== hex) throw damaged()
    } catch (error) {
      failure = error
      throw error
    }
  }
  return { chunks: chunks(), read: () => read, failure: () => failure }
}

async function* unpack(source: Source, request: UnpackRequest): AsyncGenerator<Buffer, void> {
  const { artifact, packing, signal } = request
  try {
    yield* decoded(source.chunks, packing)
  } catch (cause) {
    signal.throwIfAborted()
    if (source.failure() !== undefined) throw source.failure()
    // A decoder may find a damaged file before its digest does: then the damage is what is told.
    await verifyFile(artifact.path, artifact.integrity, signal)
    const message = `the artifact cannot be unpacked as ${packing}: ${(cause as Error).message}`
    throw new GodwitError('INVALID_BUNDLE', message, { cause })
  }
}

function decoded(packed: AsyncIterable<Buffer>, packing: Packing | undefined): AsyncIterable<Buffer> {
  if (packing === undefined) return packed
  return packing === 'xz' ? unpackXz(packed) : unpackFrames(packed, packing)
}

function damaged(): GodwitError {
  const message = 'the stored artifact is damaged: its hash is not the declared one'
  return new GodwitError('INTEGRITY_MISMATCH', message)
}

function assertWithin(size: number, read: number, { expected = {}, maxSize }: UnpackRequest): void {
  const declared = expected.size
  if (declared !== undefined && size > declared) throw wrongSize(`more than ${declared}`, declared)
  if (size > maxSize) {
    throw new GodwitError('INVALID_BUNDLE', `the artifact unpacks to more than the ${maxSize} bytes allowed`)
  }
  if (declared !== undefined || size <= Math.max(anyRatioBytes, read * highestRatio)) return
  const message = `the artifact blows up: ${read} bytes unpack to ${size} and more; if that is meant, declare its unpackedSize`
  throw new GodwitError('INVALID_BUNDLE', message)
}

function assertExpected(
  { size, integrity }: Content,
  expected: NonNullable<UnpackRequest['expected']>,
): void {
  if (expected.size !== undefined && size !== expected.size) throw wrongSize(`${size}`, expected.size)
  if (expected.integrity === undefined || integrity === expected.integrity) return
  const message = `what the artifact unpacks to has another hash than its unpackedIntegrity: ${integrity}`
  throw new GodwitError('INTEGRITY_MISMATCH', message)
}

function wrongSize(actual: string, declared: number): GodwitError {
  const message = `the artifact unpacks to ${actual} bytes, and its unpackedSize is ${declared}`
  return new GodwitError('SIZE_MISMATCH', message)
}
