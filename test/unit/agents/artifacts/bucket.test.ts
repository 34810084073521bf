import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { burstMs, draw, portionOf } from '../../../../agents/artifacts/gate/bucket.ts'

interface Grant {
  at: number
  bytes: number
}

/** What is granted to somebody who draws after each pause, at the rate of that moment. */
function grants(draws: { pauseMs: number; bytes: number }[], bytesPerSecond: number): Grant[] {
  let takenUntil = Number.NEGATIVE_INFINITY
  let now = 1_000_000
  return draws.map(({ pauseMs, bytes }) => {
    now += pauseMs
    const drawn = draw(takenUntil, now, bytes, bytesPerSecond)
    takenUntil = drawn.takenUntil
    return { at: now + drawn.waitMs, bytes }
  })
}

describe('the bandwidth bucket', () => {
  test('never gives more than the rate over any time, but for the burst and one draw', () => {
    const draws = fc.array(
      fc.record({ pauseMs: fc.integer({ min: 0, max: 500 }), bytes: fc.integer({ min: 1, max: 50_000 }) }),
      { minLength: 1, maxLength: 60 },
    )
    fc.assert(
      fc.property(draws, fc.integer({ min: 10_000, max: 10_000_000 }), (asked, bytesPerSecond) => {
        const given = grants(asked, bytesPerSecond)
        for (const from of given) {
          for (const to of given.filter(({ at }) => at >= from.at)) {
            const within = given.filter(({ at }) => at >= from.at && at <= to.at)
            const sum = within.reduce((total, { bytes }) => total + bytes, 0)
            const largest = Math.max(...within.map(({ bytes }) => bytes))
            const allowed = (bytesPerSecond * (to.at - from.at + burstMs)) / 1_000 + largest
            expect(sum).toBeLessThanOrEqual(allowed + 1)
          }
        }
      }),
    )
  })

  test('gives all of the rate to those who keep asking', () => {
    const given = grants(
      Array.from({ length: 200 }, () => ({ pauseMs: 0, bytes: 5_000 })),
      100_000,
    )
    expect((given.at(-1)?.at ?? 0) - 1_000_000).toBeCloseTo(10_000 - burstMs)
  })

  test('forgets what an earlier boot has left', () => {
    const muchLater = 5_000_000
    expect(draw(muchLater, 0, 1_000, 1_000_000).waitMs).toBe(0)
  })

  test('is drawn from in small portions, and never in none', () => {
    expect(portionOf(1_000_000)).toBe(50_000)
    expect(portionOf(1)).toBe(1)
  })
})
