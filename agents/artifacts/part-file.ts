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
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { syncFolder } from '../../platform/store/durable-file.ts'
import { trustedBeginning } from './check-part.ts'
import { newCheckpoints } from './checkpoints.ts'
import { type Ledger, openLedger } from './ledger.ts'
import { emptyStretch, newStretch, type Standing, type Stretch } from './stretch.ts'

export interface PartFile {
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
  /** Drops all bytes. No write may be under way. */
  restart(): Promise<void>
  /** Resolves when all bytes are on the disk, and nothing else is in the file. */
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
    const standing = await cutBack(data, ledger, options)
    return partOf(data, ledger, standing, options)
  } catch (error) {
    for (const close of opened) await close()
    throw error
  }
}

/** Keeps what can be trusted. */
async function cutBack(data: FileHandle, ledger: Ledger, options: PartOptions): Promise<Standing> {
  const { algorithm, signal, onCheck, log } = options
  const check = { algorithm, signal, ...(onCheck && { onProgress: onCheck }) }
  const trusted = await trustedBeginning(data, ledger.found, check)
  const { size } = await data.stat()
  const recorded = Math.max(0, ...ledger.found.map(({ end }) => end))
  if (size === trusted.end && recorded <= size) return trusted
  await data.truncate(trusted.end)
  const facts = { part: path.basename(options.part), found: size, recorded, kept: trusted.end }
  log.info({ ...facts, reason: reasonOf(facts) }, 'a part was cut back to what is known to be right')
  return trusted
}

function reasonOf({ found, recorded, kept }: { found: number; recorded: number; kept: number }): string {
  if (recorded === 0) return 'there is no record of what was received'
  if (kept === recorded) return 'what was received last was not yet recorded'
  if (found < recorded) return 'the file is shorter than what was recorded'
  return 'the bytes are not those that were received'
}

function partOf(data: FileHandle, ledger: Ledger, standing: Standing, options: PartOptions): PartFile {
  const { algorithm, clock, partSize } = options
  const unrecorded = () => beginning.unrecorded()
  const checkpoints = newCheckpoints({ data, ledger, clock, partSize, unrecorded })
  const beginning = newStretch(data, checkpoints, standing)
  const settled = async () => {
    await beginning.settled()
    await checkpoints.settled()
  }
  return {
    get size() {
      return beginning.end
    },
    integrity: () => `${algorithm}-${beginning.hash().digest('base64')}`,
    sink: beginning.sink,
    settled: beginning.settled,
    record: checkpoints.record,
    async restart() {
      await settled()
      await ledger.clear()
      await data.truncate(0)
      beginning.reset(emptyStretch(algorithm, 0))
    },
    async sync() {
      await settled()
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
