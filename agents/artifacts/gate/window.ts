/**
 * When downloads may run: windows that begin as a cron expression says, and are open for a time.
 *
 * Invariants:
 * - A window is open for its whole length in real time, also where the clocks change for the summer in it.
 * - Windows that overlap are one; where each begins before the last has ended, it is always open.
 * - The device's clock may be set at any time, so that nobody believes for more than a minute what it said.
 */
import { Cron } from 'croner'
import type { Clock, Timer } from '../../../platform/clock.ts'
import { ConfigError } from '../../../platform/config/config-error.ts'
import { pause } from '../../../platform/pause.ts'
import type { Waiting } from './turns.ts'

export interface DownloadWindow {
  /** When it opens: a cron expression of five fields. */
  start: string
  lengthMs: number
  /** IANA name; the device's own zone where it is absent. */
  timezone?: string
}

/** Where a moment stands; times are ms since the epoch. */
export type WindowState =
  /** Until `checkAt` for certain; then it may be open still. */
  { isOpen: true; checkAt: number } | { isOpen: false; opensAt: number }

/** Throws a ConfigError that names the configuration key whose value makes no sense. */
export function assertWindow({ start, lengthMs, timezone }: DownloadWindow): void {
  if (lengthMs <= 0) throw new ConfigError('artifacts.downloadWindow.length: must be more than 0')
  if (timezone !== undefined && !isTimeZone(timezone)) {
    throw new ConfigError(
      `artifacts.downloadWindow.timezone: "${timezone}" is no time zone; write it like Europe/Berlin or UTC`,
    )
  }
  if (everStarts(start)) return
  const expected = 'write minute, hour, day, month and day of the week, as in "0 2 * * *"'
  throw new ConfigError(
    `artifacts.downloadWindow.start: "${start}" is no cron expression that ever comes; ${expected}`,
  )
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

function everStarts(start: string): boolean {
  try {
    return schedule({ start }).nextRun() !== null
  } catch {
    return false
  }
}

function schedule({ start, timezone }: Pick<DownloadWindow, 'start' | 'timezone'>): Cron {
  return new Cron(start, { paused: true, mode: '5-part', ...(timezone !== undefined && { timezone }) })
}

/** Pure. */
export function windowAt(window: DownloadWindow, now: number): WindowState {
  // The earliest start whose window has not ended yet.
  const start = schedule(window)
    .nextRun(new Date(now - window.lengthMs))
    ?.getTime()
  if (start === undefined) return { isOpen: false, opensAt: Number.MAX_SAFE_INTEGER }
  return start <= now ? { isOpen: true, checkAt: start + window.lengthMs } : { isOpen: false, opensAt: start }
}

/** The longest that what the clock said is believed, ms. */
const lookAgainMs = 60_000
/** A difference that is no mere drift, ms. */
const toleranceMs = 2_000

/** Resolves when the window is open; rejects with the signal's reason. */
export async function windowOpen(
  window: DownloadWindow,
  clock: Clock,
  { signal, onWait }: Waiting,
): Promise<void> {
  /** When it opens, as it was said last, by the clock that nobody can set. */
  let said: number | undefined
  for (;;) {
    signal.throwIfAborted()
    const now = clock.now()
    const state = windowAt(window, now)
    if (state.isOpen) break
    const forMs = state.opensAt - now
    const opensAt = clock.steady() + forMs
    if (said === undefined || Math.abs(opensAt - said) > toleranceMs) {
      said = opensAt
      onWait({ reason: `the download window opens at ${minuteText(state.opensAt)}`, forMs })
    }
    await pause(clock, Math.min(forMs, lookAgainMs), signal)
  }
  if (said !== undefined) onWait(undefined)
}

/** Calls back once when the window has closed. Answers how to stop watching. */
export function onWindowClosed(window: DownloadWindow, clock: Clock, closed: () => void): () => void {
  let timer: Timer | undefined
  const look = () => {
    const now = clock.now()
    const state = windowAt(window, now)
    if (!state.isOpen) return closed()
    timer = clock.after(Math.min(state.checkAt - now, lookAgainMs), look)
  }
  look()
  return () => timer?.cancel()
}

/** `2026-11-22 02:00Z` */
function minuteText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')}Z`
}
