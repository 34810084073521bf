/**
 * Bundles as a stream of entries: unpacked while they are read (gzip, xz and zstd, told by the first bytes), and
 * looked at before anything of them is used.
 */
import { open } from 'node:fs/promises'
import type { Parser } from 'tar'
import { GodwitError } from '../../../spec/index.ts'
import type { StoredArtifact } from '../../artifacts/artifacts.ts'
import { packingOfContent } from '../../artifacts/packing/packing.ts'
import { type Content, openUnpacked } from '../../artifacts/packing/unpack.ts'
import { type BundleEntry, type BundleLimits, type BundleSummary, newInspection } from './inspection.ts'
import { assertPlainMetadata } from './metadata.ts'

/** A bundle, wherever it lies. */
export interface BundleSource {
  artifact: StoredArtifact
  /** What the archive has to be once it is unpacked, where that is declared. */
  expected?: { integrity?: string | undefined; size?: number | undefined }
}

export interface InspectedBundle extends BundleSummary {
  /** Bytes of the archive up to its end mark, with it. */
  end: number
  /** The archive itself, unpacked. */
  archive: Content
}

export interface InspectOptions {
  limits: BundleLimits
  signal: AbortSignal
  /** Called for every entry that has passed so far. */
  onEntry?(entry: BundleEntry): void
}

const blockSize = 512
/** Two empty blocks end an archive. */
const endMark = 2 * blockSize
/** What an archive may need for an entry besides its content: headers, long names, padding. */
const overheadOfEntry = 16 * 1024

/**
 * Reads the whole bundle and judges it. Rejects with INTEGRITY_MISMATCH, SIZE_MISMATCH or INVALID_BUNDLE, or with the
 * signal's reason. Of what is resolved with, everything has been verified.
 */
export async function inspectBundle(
  source: BundleSource,
  { limits, signal, onEntry }: InspectOptions,
): Promise<InspectedBundle> {
  const { list } = await import('tar')
  const inspection = newInspection(limits)
  const position = { read: 0, lastByte: 0, end: 0, atEnd: false }
  const judge = newJudge()
  const parser = list({
    strict: true,
    onReadEntry: judge.watch((entry) => {
      position.end += blockSize + entry.startBlockSize
      inspection.add(entry)
      onEntry?.(entry)
    }),
  }) as Parser
  parser.on('ignoredEntry', judge.watch(refuseUnknown))
  parser.on(
    'meta',
    judge.watch((text: string) => {
      position.end += blockSize + padded(Buffer.byteLength(text))
      assertPlainMetadata(text)
    }),
  )
  parser.on('eof', () => {
    position.atEnd = true
  })
  const opened = await openArchive(source, limits, signal)
  await feed(follow(opened.chunks, position), parser, judge)
  assertEnds(position)
  return { ...inspection.finish(), end: position.end + endMark, archive: opened.content() }
}

/** The bytes of an archive up to where the inspection has found its end. */
export async function* readArchive(
  source: BundleSource,
  end: number,
  { limits, signal }: Omit<InspectOptions, 'onEntry'>,
): AsyncGenerator<Buffer, void> {
  const { chunks } = await openArchive(source, limits, signal)
  let left = end
  for await (const chunk of chunks) {
    if (left > 0) yield chunk.subarray(0, left)
    left -= chunk.length
  }
}

/**
 * Writes all chunks to the parser. When the promise settles the parser has done with everything, also where it or
 * the source has failed: nothing goes on behind the caller's back.
 */
export async function feed(chunks: AsyncIterable<Buffer>, parser: Parser, judge = newJudge()): Promise<void> {
  const finished = new Promise<void>((resolve) => parser.once('finish', resolve))
  parser.on('error', judge.fail)
  try {
    for await (const chunk of chunks) {
      judge.assertFine()
      if (!parser.write(chunk)) await Promise.race([drained(parser), judge.failed])
    }
  } catch (error) {
    judge.fail(error)
  }
  parser.end()
  await finished
  judge.assertFine()
}

export interface Judge {
  /** The callback, of whose errors the first one is kept. After it the callback is not called any more. */
  watch<T>(callback: (value: T) => void): (value: T) => void
  fail(error: unknown): void
  /** Throws the first error. */
  assertFine(): void
  /** Resolves with the first error. */
  failed: Promise<void>
}

export function newJudge(): Judge {
  const { promise: failed, resolve } = Promise.withResolvers<void>()
  let failure: { error: unknown } | undefined
  const fail = (error: unknown) => {
    failure ??= { error }
    resolve()
  }
  return {
    failed,
    fail,
    watch: (callback) => (value) => {
      if (failure) return
      try {
        callback(value)
      } catch (error) {
        fail(error)
      }
    },
    assertFine() {
      if (failure) throw unreadable(failure.error)
    },
  }
}

function drained(parser: Parser): Promise<void> {
  return new Promise((resolve) => parser.once('drain', resolve))
}

async function openArchive(
  { artifact, expected = {} }: BundleSource,
  { maxEntries, maxUnpackedSize }: BundleLimits,
  signal: AbortSignal,
) {
  const packing = packingOfContent(await beginOf(artifact.path))
  const maxSize = maxUnpackedSize + (maxEntries + 1) * overheadOfEntry
  return openUnpacked({ artifact, packing, expected, maxSize, signal })
}

async function beginOf(file: string): Promise<Buffer> {
  await using handle = await open(file, 'r')
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0)
  return buffer.subarray(0, bytesRead)
}

interface Position {
  read: number
  /** Behind the last byte that is not zero. */
  lastByte: number
  /** Behind the last entry. */
  end: number
  /** Whether the end mark was seen. */
  atEnd: boolean
}

/** The chunks up to the end mark: behind it the parser would only gather them. */
async function* follow(chunks: AsyncIterable<Buffer>, position: Position): AsyncGenerator<Buffer, void> {
  for await (const chunk of chunks) {
    if (position.read === 0 && packingOfContent(chunk)) throw refused('it is packed more than once')
    let last = chunk.length
    while (last > 0 && chunk[last - 1] === 0) last -= 1
    if (last > 0) position.lastByte = position.read + last
    position.read += chunk.length
    if (!position.atEnd) yield chunk
  }
}

/** An archive that is cut off between two entries looks whole, but for its end mark. */
function assertEnds({ read, lastByte, end }: Position): void {
  if (lastByte > end) throw refused('there is something behind its end')
  if (read < end + endMark) throw refused('it has no end: it may have been cut off')
}

/** The library skips what it does not know, and calls that success. */
function refuseUnknown({ path, type }: BundleEntry): never {
  throw refused(`"${path.slice(0, 80)}" is a ${type}; only files, folders and links are allowed`)
}

const padded = (bytes: number) => Math.ceil(bytes / blockSize) * blockSize

function refused(why: string): GodwitError {
  return new GodwitError('INVALID_BUNDLE', `the bundle is refused: ${why}`)
}

function unreadable(error: unknown): unknown {
  if (error instanceof GodwitError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new GodwitError('DISK_FULL', 'the disk became full while the bundle was unpacked', {
      cause: error,
    })
  }
  const words = `the bundle cannot be unpacked: it is no tar archive, or it is damaged: ${message}`
  return new GodwitError('INVALID_BUNDLE', words, { cause: error })
}
