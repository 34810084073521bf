/**
 * Time that passes only when it is told to.
 *
 * Invariants:
 * - Callbacks run in the order of their times; those of the same time in the order in which they were set.
 * - While a callback runs, it is its time.
 */
import type { Clock } from '../../platform/clock.ts'

export interface SimulatedClock extends Clock {
  /** Lets this much time pass, and runs what falls due on the way. */
  advance(ms: number): void
  /** Goes to the next time at which something falls due, and runs it. False where nothing is set. */
  step(): boolean
  /** How many callbacks are set. */
  pending(): number
  /** Sets the clock on, or back where negative: `now` changes, and no time passes. */
  set(byMs: number): void
}

interface Alarm {
  time: number
  callback: () => void
}

/** Starts at `start`, in milliseconds since the epoch. */
export function newSimulatedClock(start = 0): SimulatedClock {
  let time = start
  let offset = 0
  const alarms = new Set<Alarm>()

  /** Sets keep the order of insertion, so that the first of the earliest is the one that was set first. */
  const earliest = () => {
    let found: Alarm | undefined
    for (const alarm of alarms) if (!found || alarm.time < found.time) found = alarm
    return found
  }
  const ring = (alarm: Alarm) => {
    alarms.delete(alarm)
    time = alarm.time
    alarm.callback()
  }
  return {
    now: () => time + offset,
    steady: () => time,
    after(ms, callback) {
      const alarm = { time: time + Math.max(0, ms), callback }
      alarms.add(alarm)
      return { cancel: () => void alarms.delete(alarm) }
    },
    advance(ms) {
      const end = time + ms
      for (let next = earliest(); next && next.time <= end; next = earliest()) ring(next)
      time = end
    },
    step() {
      const next = earliest()
      if (next) ring(next)
      return next !== undefined
    },
    pending: () => alarms.size,
    set(byMs) {
      offset += byMs
    },
  }
}

/** Lets time pass until nothing is set any more, or until `until`; promises settle between two steps. */
export async function runUntilIdle(clock: SimulatedClock, until: () => boolean = () => false): Promise<void> {
  do {
    // A turn of the event loop: every promise that can settle has settled after it.
    await new Promise((resolve) => setImmediate(resolve))
  } while (!until() && clock.step())
}
