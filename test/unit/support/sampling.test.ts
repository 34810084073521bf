import { afterEach, expect, test, vi } from 'vitest'

/** As the module is with that in the environment. */
async function sampling(thorough: string | undefined) {
  vi.stubEnv('THOROUGH', thorough)
  vi.resetModules()
  return import('../../support/sampling.ts')
}

afterEach(() => vi.unstubAllEnvs())

const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const columns = [1, 2, 3, 4]

test('an ordinary run takes every third, and leaves out no kind', async () => {
  const { combinations, series } = await sampling(undefined)
  const taken = combinations(rows, columns, 3)
  expect(taken.length).toBeLessThan((rows.length * columns.length) / 2)
  expect(new Set(taken.map(([row]) => row))).toEqual(new Set(rows))
  expect(new Set(taken.map(([, column]) => column))).toEqual(new Set(columns))
  const of = (row: string) => taken.filter(([one]) => one === row).map(([, column]) => column)
  expect(of('a')).not.toEqual(of('d'))
  expect([0, 1, 2, 3].map((turn) => series(8, 3, turn))).toEqual([
    { first: 8, stride: 3 },
    { first: 9, stride: 3 },
    { first: 10, stride: 3 },
    { first: 8, stride: 3 },
  ])
})

test('a thorough run takes all', async () => {
  const { combinations, series, randomCases } = await sampling('1')
  expect(combinations(rows, columns, 3)).toHaveLength(rows.length * columns.length)
  expect(series(8, 3, 2)).toEqual({ first: 8, stride: 1 })
  expect(randomCases(10_000)).toBe(10_000)
})
