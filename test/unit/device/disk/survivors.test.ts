import { expect, test } from 'vitest'
import { survivors, type UnsyncedWrite } from '../../../device/disk/survivors.ts'

const seeds = Array.from({ length: 2_000 }, (_, index) => index)
const write = (offset: number, length: number, durable = false): UnsyncedWrite => ({
  offset,
  length,
  durable,
})

/** Two of 512 bytes, one of 8 KiB, one of 1 MiB. */
const writes = [write(0, 512), write(4096, 8192), write(512, 512), write(65536, 1024 * 1024)]

test('the same seed leaves the same', () => {
  for (const seed of seeds.slice(0, 100)) {
    expect(survivors(writes, { seed, unit: 512 })).toEqual(survivors(writes, { seed, unit: 512 }))
  }
})

test('what lands lies within its write, in whole units, from left to right', () => {
  for (const unit of [512, 4096] as const) {
    for (const seed of seeds) {
      const landed = survivors(writes, { seed, unit })
      expect(landed).toHaveLength(writes.length)
      landed.forEach((runs, index) => {
        const { offset, length } = writes[index] ?? write(0, 0)
        let end = offset
        for (const run of runs) {
          expect(run.length).toBeGreaterThan(0)
          expect(run.offset).toBeGreaterThanOrEqual(end)
          expect(run.offset === offset || run.offset % unit === 0).toBe(true)
          end = run.offset + run.length
          expect(end === offset + length || end % unit === 0).toBe(true)
        }
        expect(end).toBeLessThanOrEqual(offset + length)
      })
    }
  }
})

test('any two writes land in each of the four ways, also the later one alone', () => {
  const two = [write(0, 512), write(512, 512)]
  const seen = new Set(
    seeds.map((seed) =>
      survivors(two, { seed, unit: 512 })
        .map((runs) => runs.length)
        .join(''),
    ),
  )
  expect([...seen].sort()).toEqual(['00', '01', '10', '11'])
})

test('of many, there are cuts that lose exactly one and cuts that keep exactly one', () => {
  const many = Array.from({ length: 50 }, (_, index) => write(index * 512, 512))
  const kept = new Set(
    seeds.map((seed) => survivors(many, { seed, unit: 512 }).filter((runs) => runs.length > 0).length),
  )
  for (const count of [0, 1, 49, 50]) expect(kept).toContain(count)
})

test('a write that was durable by itself always lands whole', () => {
  const mixed = [write(0, 4096), write(8192, 4096, true)]
  for (const seed of seeds) {
    const [, durable] = survivors(mixed, { seed, unit: 512 })
    expect(durable).toEqual([{ offset: 8192, length: 4096 }])
  }
})

test('nothing that was unsynced is nothing that lands', () => {
  expect(survivors([], { seed: 1, unit: 512 })).toEqual([])
})
