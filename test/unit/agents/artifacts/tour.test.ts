import { expect, test } from 'vitest'
import { newTour } from '../../../../agents/artifacts/download/tour.ts'
import { SourceError } from '../../../../agents/artifacts/sources/source.ts'
import type { Clock } from '../../../../platform/clock.ts'

function tourOf(...sources: string[]) {
  const time = { now: Date.parse('2026-01-02T03:04:05Z'), steady: 1_000, received: 0 }
  const clock: Clock = { now: () => time.now, steady: () => time.steady, after: () => ({ cancel() {} }) }
  const settings = { minRetryDelayMs: 1_000, maxRetryDelayMs: 300_000, minThroughput: 1_000 }
  const tour = newTour(sources, { settings, clock, random: () => 0.5, received: () => time.received })
  const fail = (retryAfterMs = 0) => {
    const error = new SourceError('SERVER_ERROR', 'busy', { retryable: true, retryAfterMs })
    tour.note(error)
    return tour.advance(error)
  }
  return { tour, time, fail }
}

test('a mirror gets the pause that it asked for whatever the clock of the device is set to meanwhile', () => {
  const { tour, time, fail } = tourOf('first', 'second')
  expect(fail(60_000)).toBe(0)
  expect(tour.visit().source).toBe('second')
  time.now -= 365 * 24 * 3_600_000
  time.steady += 60_000
  expect(fail()).toBeLessThan(1_000)
  expect(tour.visit().source).toBe('first')
})

test('a mirror that brought something before it asked for a pause gets it, too', () => {
  const { time, fail } = tourOf('only')
  time.received = 1_000
  expect(fail(60_000)).toBe(60_000)
})

test('a mirror that brings crumbs alone uses the retries up, and waits longer and longer', () => {
  const { tour, time } = tourOf('only')
  const error = new SourceError('NETWORK', 'broken off', { retryable: true })
  const pauses = Array.from({ length: 8 }, () => {
    time.received += 999
    tour.note(error)
    expect(tour.counts(error)).toBe(true)
    return tour.advance(error)
  })
  expect(pauses).toEqual(pauses.toSorted((one, other) => one - other))
  expect(pauses.at(-1)).toBeGreaterThan(60_000)
  time.received += 1_000
  tour.note(error)
  expect(tour.counts(error)).toBe(false)
})
