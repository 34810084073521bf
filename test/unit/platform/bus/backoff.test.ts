import fc from 'fast-check'
import { expect, it } from 'vitest'
import { reconnectDelay } from '../../../../platform/bus/backoff.ts'

it('tries again within a second after the first failure', () => {
  expect(reconnectDelay(1, 0.999)).toBeLessThanOrEqual(1_000)
})

it('doubles the longest pause up to half a minute', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 5_000].map((attempt) => reconnectDelay(attempt, 1))
  expect(ceilings).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
})

it('keeps to a longest pause of its own where somebody waits', () => {
  expect([1, 2, 3].map((attempt) => reconnectDelay(attempt, 1, 2_000))).toEqual([1_000, 2_000, 2_000])
})

it('spreads over the whole range, so that devices do not come back in lockstep', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      (attempt, random) => {
        expect(reconnectDelay(attempt, random)).toBe(Math.round(reconnectDelay(attempt, 1) * random))
      },
    ),
  )
})
