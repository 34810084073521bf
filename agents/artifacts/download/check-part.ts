/** How much of a part can be trusted: the bytes are read once, and compared with the ledger at every recorded offset. */
import { createHash, type Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { LedgerRecord } from './ledger.ts'
import type { Standing } from './stretch.ts'

const bufferBytes = 1024 * 1024

export interface CheckOptions {
  algorithm: string
  signal: AbortSignal
  /** Called with the bytes that were found good so far. */
  onProgress?(bytes: number): void
}

/**
 * The longest beginning of the file of which a record says what it must be, with its hash to go on with. Rejects when
 * aborted.
 */
export async function trustedBeginning(
  data: FileHandle,
  records: LedgerRecord[],
  { algorithm, signal, onProgress }: CheckOptions,
): Promise<Standing> {
  const { size } = await data.stat()
  const due = records.filter(({ start, end }) => start === 0 && end > 0 && end <= size)
  const hash = createHash(algorithm)
  const buffer = Buffer.allocUnsafeSlow(due.length === 0 ? 0 : bufferBytes)
  let trusted: Standing = { start: 0, end: 0, hash: hash.copy() }
  let position = 0
  for (const { end, digest } of due.toSorted((a, b) => a.end - b.end)) {
    await hashRange(data, { hash, buffer, from: position, to: end, signal })
    position = end
    if (hash.copy().digest('hex') !== digest) continue
    trusted = { start: 0, end, hash: hash.copy() }
    onProgress?.(end)
  }
  return trusted
}

/** Further stretches of which a record says what they must be, sorted; none of them overlaps another. */
export async function trustedStretches(
  data: FileHandle,
  records: LedgerRecord[],
  { from, algorithm, signal }: CheckOptions & { from: number },
): Promise<Standing[]> {
  const { size } = await data.stat()
  const due = records.filter(({ start, end }) => start >= from && start > 0 && end > start && end <= size)
  const buffer = Buffer.allocUnsafeSlow(due.length === 0 ? 0 : bufferBytes)
  const trusted: Standing[] = []
  // The longest of those that begin at the same byte comes first: it is the latest.
  for (const { start, end, digest } of due.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (start < (trusted.at(-1)?.end ?? from)) continue
    const hash = createHash(algorithm)
    await hashRange(data, { hash, buffer, from: start, to: end, signal })
    if (hash.copy().digest('hex') === digest) trusted.push({ start, end, hash })
  }
  return trusted
}

interface HashRange {
  hash: Hash
  buffer: Buffer
  from: number
  to: number
  signal: AbortSignal
}

/** Feeds bytes of the file into the hash. */
export async function hashRange(
  data: FileHandle,
  { hash, buffer, from, to, signal }: HashRange,
): Promise<void> {
  for (let at = from; at < to; ) {
    signal.throwIfAborted()
    const { bytesRead } = await data.read(buffer, 0, Math.min(buffer.length, to - at), at)
    if (bytesRead === 0) throw new Error('the part became shorter while it was read')
    hash.update(buffer.subarray(0, bytesRead))
    at += bytesRead
  }
}
