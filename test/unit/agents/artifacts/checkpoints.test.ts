import type { FileHandle } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { newCheckpoints } from '../../../../agents/artifacts/download/checkpoints.ts'
import type { LedgerRecord } from '../../../../agents/artifacts/download/ledger.ts'
import { systemClock } from '../../../../platform/clock.ts'

/** Checkpoints over a disk whose syncs take until they are told to end. */
function slowDisk() {
  const syncs: { end(): void; fail(error: Error): void }[] = []
  const recorded: number[] = []
  let written = 0
  const data = {
    datasync: () =>
      new Promise<void>((resolve, reject) => {
        syncs.push({ end: resolve, fail: reject })
      }),
  } as FileHandle
  const append = async (records: LedgerRecord[]) => void recorded.push(...records.map(({ end }) => end))
  const checkpoints = newCheckpoints({
    data,
    ledger: { found: [], append, clear: async () => {}, close: async () => {} },
    clock: systemClock,
    partSize: 1_000,
    unrecorded: () => [{ start: 0, end: written, digest: 'any' }],
  })
  const write = async (bytes: number) => {
    const room = await checkpoints.room(bytes)
    written += room
    checkpoints.written(room)
    return room
  }
  return { checkpoints, syncs, recorded, write }
}

test('at most one part is written that is not yet recorded, however slow the disk is', async () => {
  const { checkpoints, syncs, recorded, write } = slowDisk()
  expect(await write(400)).toBe(400)
  expect(await write(400)).toBe(100)
  expect(await write(800)).toBe(500)
  expect(syncs).toHaveLength(1)

  let room: number | undefined
  const third = write(1).then((bytes) => {
    room = bytes
  })
  await new Promise(setImmediate)
  expect(room).toBeUndefined()

  syncs[0]?.end()
  await third
  expect(room).toBe(1)
  expect(recorded).toEqual([500])
  syncs[1]?.end()
  await checkpoints.settled()
  expect(recorded).toEqual([500, 1_000])
})

test('nothing is written any more after a sync that failed', async () => {
  const { checkpoints, syncs, recorded, write } = slowDisk()
  await write(500)
  syncs[0]?.fail(new Error('EIO'))
  await checkpoints.settled()
  await expect(write(1)).rejects.toThrow('EIO')
  await expect(checkpoints.record()).rejects.toThrow('EIO')
  expect(() => checkpoints.assertSound()).toThrow('EIO')
  expect(recorded).toEqual([])
})
