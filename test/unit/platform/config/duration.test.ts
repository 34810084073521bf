import fc from 'fast-check'
import { expect, it } from 'vitest'
import { durationPattern, formatDuration, parseDuration } from '../../../../platform/config/duration.ts'

it.each([
  ['30s', 30_000],
  ['10m', 600_000],
  ['1h30m', 5_400_000],
  ['250ms', 250],
  ['1.5h', 5_400_000],
  ['100us', 0.1],
  ['0', 0],
  ['', 0],
  ['-5s', -5_000],
])('reads %s', (text, ms) => {
  expect(parseDuration(text)).toBeCloseTo(ms)
  expect(durationPattern.test(text)).toBe(true)
})

it.each(['10', '10 m', '5d', 's', '1h 30m', 'PT5M', '1e3s', '5s5'])(
  'refuses %s, and says what is allowed',
  (text) => {
    expect(() => parseDuration(text)).toThrow(/is not a duration; write it like 30s/)
    expect(durationPattern.test(text)).toBe(false)
  },
)

it('writes what it can read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e7 }), (seconds) => {
      expect(parseDuration(formatDuration(seconds * 1_000))).toBe(seconds * 1_000)
    }),
  )
  expect(formatDuration(5_400_000)).toBe('1h30m')
  expect(formatDuration(250)).toBe('250ms')
  expect(formatDuration(0)).toBe('0s')
})
