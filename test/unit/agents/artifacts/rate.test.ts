import { expect, test } from 'vitest'
import type { FetchProgress } from '../../../../agents/artifacts/artifacts.ts'
import { newProgress } from '../../../../agents/artifacts/download/progress.ts'
import { systemClock } from '../../../../platform/clock.ts'

function fixture() {
  const time = { now: 0 }
  const told: FetchProgress[] = []
  const clock = { ...systemClock, steady: () => time.now }
  return { time, told, progress: newProgress((step) => told.push(step), clock) }
}

test('progress has the rate over the last seconds, and the time that is left at that rate', () => {
  const { time, told, progress } = fixture()
  for (let second = 0; second <= 60; second += 1) {
    time.now = second * 1_000
    progress.received(second < 30 ? 0 : (second - 29) * 1_000, 100_000)
  }
  expect(told[0]).toEqual({ received: 0, total: 100_000 })
  expect(told.at(-1)).toEqual({
    received: 31_000,
    total: 100_000,
    bytesPerSecond: 1_000,
    remainingMs: 69_000,
  })
})

test('a pause does not count as a slow line, nor a new start as a negative rate', () => {
  const { time, told, progress } = fixture()
  progress.received(0, undefined)
  time.now = 1_000
  progress.received(5_000, undefined)
  expect(told.at(-1)).toEqual({ received: 5_000, bytesPerSecond: 5_000 })
  progress.wait({ reason: 'a pause', forMs: 60_000 })
  expect(told.at(-1)).toEqual({ received: 5_000, waiting: { reason: 'a pause', forMs: 60_000 } })
  time.now = 61_000
  progress.wait(undefined)
  progress.received(5_000, undefined)
  time.now = 62_000
  progress.received(8_000, undefined)
  expect(told.at(-1)).toEqual({ received: 8_000, bytesPerSecond: 3_000 })
  progress.received(100, undefined)
  expect(told.at(-1)).toEqual({ received: 100 })
})
