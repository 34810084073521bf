/**
 * The part of an artifact that is on the disk, and what is known of it.
 *
 * Invariants:
 * - When it is opened, nothing is kept that the ledger does not vouch for: what was written last before a power cut may be
 *   anything. A part without a ledger is worth nothing.
 * - What a ledger says is of these bytes, or of none: it is cleared before the part begins anew.
 */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { syncFolder } from '../../../platform/store/durable-file.ts'
import { hashRange, trustedBeginning, trustedStretches } from './check-part.ts'
import { newCheckpoints } from './checkpoints.ts'
import { type Ledger, openLedger } from './ledger.ts'
import { emptyStretch, newStretch, type Standing, type Stretch } from './stretch.ts'

export interface PartFile {
  /** The bytes from the first one on, without a gap. */
  readonly beginning: Stretch
  /** Bytes from the first one on, without a gap, written and hashed. */
  readonly size: number
  /** Subresource integrity of these bytes. */
  integrity(): string
  /** Takes further bytes; after the stream has ended or broken off, wait for `settled`. */
  sink: Stretch['sink']
  /** Resolves when no write is under way. */
  settled(): Promise<void>
  /** Records what is there, so that it counts after a power cut, too. */
  record(): Promise<void>
  /** Bytes that are there, also behind gaps. */
  readonly received: number
  /** What is there behind gaps, in order. */
  branches(): Stretch[]
  /** A new one, from that byte on. */
  branch(start: number): Stretch
  /** Takes up the branches that follow without a gap, and that are free: nobody writes to them, nor at the end. */
  join(isFree: (branch: Stretch) => boolean, signal: AbortSignal): Promise<void>
  /** Drops what is there behind gaps. Where that is all, it is forgotten for good. No write may be under way. */
  dropBranches(): Promise<void>
  /** Drops all bytes. No write may be under way. */
  restart(): Promise<void>
  /** Resolves when all bytes are on the disk, and nothing else is in the file. Rejects also where an earlier sync failed. */
  sync(): Promise<void>
  close(): Promise<void>
}

export interface PartOptions {
  /** The part. */
  part: string
  /** The ledger beside it. */
  ledger: string
  algorithm: string
  /** Bytes that a power cut may cost. */
  partSize: number
  clock: Clock
  log: Log
  signal: AbortSignal
  /** Called while what is there is read, with the bytes that were found good. */
  onCheck?(bytes: number): void
}

/** Opens the part, or makes it; what is in it is read, hashed and checked. Rejects when aborted. */
export async function openPartFile(options: PartOptions): Promise<PartFile> {
  const data = await open(options.part, constants.O_RDWR | constants.O_CREAT, 0o600)
  const opened = [data.close.bind(data)]
  try {
    const ledger = await openLedger(options.ledger, options.algorithm)
    opened.push(ledger.close)
    await syncFolder(path.dirname(options.part))
    const standings = await cutBack(data, ledger, options)
    return partOf(data, ledger, standings, options)
  } catch (error) {
    for (const close of opened) await close()
    throw error
  }
}

/** Keeps what can be trusted: the beginning, and what is there behind gaps. */
async function cutBack(data: FileHandle, ledger: Ledger, options: PartOptions): Promise<Standing[]> {
  const { algorithm, signal, onCheck, log } = options
  const check = { algorithm, signal, ...(onCheck && { onProgress: onCheck }) }
  const trusted = await trustedBeginning(data, ledger.found, check)
  const branches = await trustedStretches(data, ledger.found, { ...check, from: trusted.end })
  const { size } = await data.stat()
  const kept = branches.at(-1)?.end ?? trusted.end
  const recorded = ledger.found.reduce((most, { end }) => Math.max(most, end), 0)
  if (size === kept && recorded <= size) return [trusted, ...branches]
  await data.truncate(kept)
  const facts = { part: path.basename(options.part), found: size, recorded, kept }
  log.info({ ...facts, reason: reasonOf(facts) }, 'a part was cut back to what is known to be right')
  return [trusted, ...branches]
}

function reasonOf({ found, recorded, kept }: { found: number; recorded: number; kept: number }): string {
  if (recorded === 0) return 'there is no record of what was received'
  if (kept === recorded) return 'what was received last was not yet recorded'
  if (found < recorded) return 'the file is shorter than what was recorded'
  return 'the bytes are not those that were received'
}

function partOf(data: FileHandle, ledger: Ledger, standings: Standing[], options: PartOptions): PartFile {
  const { algorithm, clock, partSize } = options
  const unrecorded = () => [beginning, ...branches].flatMap((stretch) => stretch.unrecorded())
  const checkpoints = newCheckpoints({ data, ledger, clock, partSize, unrecorded })
  const [first = emptyStretch(algorithm, 0), ...others] = standings
  const beginning = newStretch(data, checkpoints, first)
  let branches = others.map((standing) => newStretch(data, checkpoints, standing))
  const settled = async () => {
    for (const stretch of [beginning, ...branches]) await stretch.settled()
    await checkpoints.settled()
  }
  /** What was written lately is read from memory. */
  const takeUp = async ({ start, end }: Stretch, signal: AbortSignal) => {
    const hash = beginning.hash()
    await hashRange(data, { hash, buffer: Buffer.allocUnsafe(256 * 1024), from: start, to: end, signal })
    beginning.moveOn(end, hash)
  }
  const restart = async () => {
    await settled()
    await ledger.clear()
    await data.truncate(0)
    branches = []
    beginning.reset(emptyStretch(algorithm, 0))
  }
  return {
    beginning,
    get size() {
      return beginning.end
    },
    integrity: () => `${algorithm}-${beginning.hash().digest('base64')}`,
    sink: beginning.sink,
    settled: beginning.settled,
    get received() {
      return branches.reduce((sum, { start, end }) => sum + end - start, beginning.end)
    },
    branches: () => [...branches],
    branch(start) {
      const branch = newStretch(data, checkpoints, emptyStretch(algorithm, start))
      branches = [...branches, branch].toSorted((a, b) => a.start - b.start)
      return branch
    },
    async join(isFree, signal) {
      for (let [next] = branches; next?.start === beginning.end && isFree(next); [next] = branches) {
        await takeUp(next, signal)
        branches = branches.filter((branch) => branch !== next)
      }
    },
    async dropBranches() {
      // The next bytes may be of another version, and what the ledger says is of one alone.
      if (beginning.end === 0 && branches.length > 0) await restart()
      branches = []
    },
    record: checkpoints.record,
    restart,
    async sync() {
      await settled()
      checkpoints.assertSound()
      await data.truncate(beginning.end)
      await data.datasync()
    },
    async close() {
      await settled()
      await data.close()
      await ledger.close()
    },
  }
}
