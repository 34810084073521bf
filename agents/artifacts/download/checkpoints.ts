/**
 * When what was written is recorded in the ledger: in the background, while further bytes arrive.
 *
 * Invariants:
 * - A checkpoint is: the bytes are synced, then the records are appended, then they are synced.
 * - One checkpoint is under way at a time, over at most half a part, and at most another half is written behind it: a
 *   power cut costs one part, however slow the disk is.
 * - After an error nothing more is written, and nothing counts as being on the disk: what a failed sync has left there is
 *   not known, and the next sync would call it good.
 */
import type { FileHandle } from 'node:fs/promises'
import type { Clock } from '../../../platform/clock.ts'
import type { Ledger, LedgerRecord } from './ledger.ts'

export interface Checkpoints {
  /** Resolves with how many of the wanted bytes may be written now, at least one: `written` or `unwritten` has to follow. */
  room(wanted: number): Promise<number>
  written(bytes: number): void
  /** They could not be. */
  unwritten(bytes: number): void
  /** Records all that was written. */
  record(): Promise<void>
  /** Resolves when no checkpoint is under way. */
  settled(): Promise<void>
  /** Throws the error of a checkpoint that has failed. */
  assertSound(): void
}

interface CheckpointPorts {
  data: FileHandle
  ledger: Ledger
  clock: Clock
  /** Bytes that may be lost. */
  partSize: number
  /** What is there, and not yet recorded. */
  unrecorded(): LedgerRecord[]
}

/** On a slow line half a part takes long: what has come is recorded after this time. */
const longestIntervalMs = 10_000

export function newCheckpoints({ data, ledger, clock, partSize, unrecorded }: CheckpointPorts): Checkpoints {
  const half = Math.max(1, Math.floor(partSize / 2))
  const progress = { granted: 0, written: 0, covered: 0 }
  let begunAt = clock.steady()
  let underWay: Promise<void> | undefined
  let changed = Promise.withResolvers<void>()
  let failure: { error: unknown } | undefined

  const notify = () => {
    changed.resolve()
    changed = Promise.withResolvers()
  }

  async function checkpoint(records: LedgerRecord[]): Promise<void> {
    try {
      await data.datasync()
      await ledger.append(records)
    } catch (error) {
      failure = { error }
    }
    underWay = undefined
    beginIfDue()
    notify()
  }

  function begin(): void {
    const records = unrecorded()
    progress.covered = progress.written
    begunAt = clock.steady()
    if (records.length > 0) underWay = checkpoint(records)
  }

  function beginIfDue(): void {
    const bytes = progress.written - progress.covered
    if (underWay || failure || bytes === 0) return
    if (bytes >= half || clock.steady() - begunAt >= longestIntervalMs) begin()
  }

  const settled = async () => {
    while (underWay) await underWay
  }

  const assertSound = () => {
    if (failure) throw failure.error
  }

  return {
    settled,
    assertSound,
    async room(wanted) {
      while (!failure && progress.granted - progress.covered >= half) {
        if (underWay || progress.written === progress.covered) await changed.promise
        else begin()
      }
      assertSound()
      const bytes = Math.min(wanted, half - (progress.granted - progress.covered))
      progress.granted += bytes
      return bytes
    },
    written(bytes) {
      progress.written += bytes
      beginIfDue()
      notify()
    },
    unwritten(bytes) {
      progress.granted -= bytes
      notify()
    },
    async record() {
      await settled()
      if (!failure) begin()
      await settled()
      assertSound()
    },
  }
}
