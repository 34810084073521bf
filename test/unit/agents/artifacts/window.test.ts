import { describe, expect, test } from 'vitest'
import type { FetchWait } from '../../../../agents/artifacts/artifacts.ts'
import { gateSettings } from '../../../../agents/artifacts/gate/gate-settings.ts'
import {
  type DownloadWindow,
  onWindowClosed,
  windowAt,
  windowOpen,
} from '../../../../agents/artifacts/gate/window.ts'
import { ConfigError } from '../../../../platform/config/config-error.ts'
import { newSimulatedClock, runUntilIdle } from '../../../simulation/sim-clock.ts'

const minute = 60_000
const hour = 60 * minute
const at = (text: string) => Date.parse(text)
const nightly: DownloadWindow = { start: '0 2 * * *', lengthMs: 2 * hour, timezone: 'UTC' }

describe('a download window', () => {
  test.each([
    ['2026-11-21T01:59:59.999Z', false],
    ['2026-11-21T02:00:00Z', true],
    ['2026-11-21T03:59:59.999Z', true],
    ['2026-11-21T04:00:00Z', false],
  ])('from 2 to 4: at %s it is open: %s', (time, isOpen) => {
    expect(windowAt(nightly, at(time)).isOpen).toBe(isOpen)
  })

  test('says when it opens, and until when it is open for certain', () => {
    expect(windowAt(nightly, at('2026-11-21T10:00Z'))).toEqual({
      isOpen: false,
      opensAt: at('2026-11-22T02:00Z'),
    })
    expect(windowAt(nightly, at('2026-11-21T02:30Z'))).toEqual({
      isOpen: true,
      checkAt: at('2026-11-21T04:00Z'),
    })
  })

  test('that is longer than the time between two starts is always open', () => {
    const hourly = { start: '0 * * * *', lengthMs: 90 * minute, timezone: 'UTC' }
    for (let time = at('2026-11-21T00:00Z'); time < at('2026-11-22T00:00Z'); time += 7 * minute) {
      expect(windowAt(hourly, time).isOpen).toBe(true)
    }
  })

  test('lasts its whole length where the clocks go forward in it, and where they go back', () => {
    const night = { start: '0 1 * * *', lengthMs: 3 * hour, timezone: 'Europe/Berlin' }
    // 01:00 CET, and 02:00 is 03:00 CEST.
    expect(windowAt(night, at('2026-03-29T00:00Z')).isOpen).toBe(true)
    expect(windowAt(night, at('2026-03-29T02:59Z')).isOpen).toBe(true)
    expect(windowAt(night, at('2026-03-29T03:00Z')).isOpen).toBe(false)
    // 01:00 CEST, and 03:00 is 02:00 CET.
    expect(windowAt(night, at('2026-10-24T23:00Z')).isOpen).toBe(true)
    expect(windowAt(night, at('2026-10-25T01:59Z')).isOpen).toBe(true)
    expect(windowAt(night, at('2026-10-25T02:00Z')).isOpen).toBe(false)
  })

  test('that begins in the hour that summer time leaves out opens all the same', () => {
    const night = { start: '30 2 * * *', lengthMs: hour, timezone: 'Europe/Berlin' }
    const openMinutes = Array.from(
      { length: 24 * 60 },
      (_, index) => at('2026-03-28T23:00Z') + index * minute,
    )
    expect(openMinutes.filter((time) => windowAt(night, time).isOpen).length).toBeGreaterThanOrEqual(60)
  })
})

describe('waiting for the download window', () => {
  const start = at('2026-11-21T23:00Z')

  test('tells when it opens, once, and goes on then', async () => {
    const clock = newSimulatedClock(start)
    const waits: (FetchWait | undefined)[] = []
    const { signal } = new AbortController()
    const open = windowOpen(nightly, clock, { signal, onWait: (wait) => waits.push(wait) })
    await runUntilIdle(clock)
    await open
    expect(clock.now()).toBe(at('2026-11-22T02:00Z'))
    expect(waits).toEqual([
      { reason: 'the download window opens at 2026-11-22 02:00Z', forMs: 3 * hour },
      undefined,
    ])
  })

  test('goes on within a minute after the clock was set into the window', async () => {
    const clock = newSimulatedClock(at('1970-01-01T12:00Z'))
    const { signal } = new AbortController()
    let isOpen = false
    const open = windowOpen(nightly, clock, { signal, onWait: () => {} }).then(() => (isOpen = true))
    clock.set(at('2026-11-21T02:30Z') - clock.now())
    await runUntilIdle(clock, () => isOpen)
    await open
    expect(clock.now()).toBeLessThanOrEqual(at('2026-11-21T02:31Z'))
  })

  test('says the new time after the clock was set outside of the window', async () => {
    const clock = newSimulatedClock(start)
    const waits: (FetchWait | undefined)[] = []
    const { signal } = new AbortController()
    const open = windowOpen(nightly, clock, { signal, onWait: (wait) => waits.push(wait) })
    clock.set(hour)
    await runUntilIdle(clock)
    await open
    expect(waits.map((wait) => wait?.forMs)).toEqual([3 * hour, 2 * hour - minute, undefined])
  })

  test('ends at once when it is aborted, and leaves nothing set', async () => {
    const clock = newSimulatedClock(start)
    const controller = new AbortController()
    const open = windowOpen(nightly, clock, { signal: controller.signal, onWait: () => {} })
    controller.abort(new Error('cancelled'))
    await expect(open).rejects.toThrow('cancelled')
    expect(clock.pending()).toBe(0)
  })
})

describe('the end of a download window', () => {
  test('is called out when it comes', async () => {
    const clock = newSimulatedClock(at('2026-11-21T03:00Z'))
    let closedAt = 0
    onWindowClosed(nightly, clock, () => (closedAt = clock.now()))
    await runUntilIdle(clock, () => closedAt > 0)
    expect(closedAt).toBe(at('2026-11-21T04:00Z'))
  })

  test('is called out within a minute where the clock was set behind it', async () => {
    const clock = newSimulatedClock(at('2026-11-21T02:30Z'))
    let closedAt = 0
    onWindowClosed(nightly, clock, () => (closedAt = clock.steady()))
    clock.set(10 * hour)
    await runUntilIdle(clock, () => closedAt > 0)
    expect(closedAt - at('2026-11-21T02:30Z')).toBeLessThanOrEqual(minute)
  })
})

describe('a configured download window', () => {
  test.each([
    [{ start: 'at night', length: '2h' }, /downloadWindow\.start: "at night"/],
    [{ start: '0 2 * *', length: '2h' }, /downloadWindow\.start/],
    [{ start: '0 0 31 2 *', length: '2h' }, /downloadWindow\.start/],
    [{ start: '0 2 * * *', length: '0s' }, /downloadWindow\.length/],
    [
      { start: '0 2 * * *', length: '2h', timezone: 'Middle/Earth' },
      /downloadWindow\.timezone: "Middle\/Earth"/,
    ],
  ])('%o is refused, by the name of the key', (downloadWindow, message) => {
    expect(() => gateSettings({ downloadWindow })).toThrow(ConfigError)
    expect(() => gateSettings({ downloadWindow })).toThrow(message)
  })

  test('is taken with its zone', () => {
    const downloadWindow = { start: '0 2 * * 1-5', length: '1h30m', timezone: 'Europe/Berlin' }
    expect(gateSettings({ downloadWindow }).downloadWindow).toEqual({
      start: '0 2 * * 1-5',
      lengthMs: 90 * minute,
      timezone: 'Europe/Berlin',
    })
  })
})
