/** How fast bytes come, over the last seconds. */
import type { Clock } from '../../../platform/clock.ts'

export interface RateMeter {
  /** Bytes per second, where there is enough to go by. `received` is how many there are by now. */
  measure(received: number): number | undefined
  /** Forgets what was measured: a pause is no slow line. */
  reset(): void
}

const windowMs = 5_000
const shortestMs = 500
/** Between two marks; so many are kept, however many calls there are. */
const stepMs = 250

export function newRateMeter(clock: Clock): RateMeter {
  let marks: { at: number; received: number }[] = []
  return {
    measure(received) {
      const now = clock.steady()
      const last = marks.at(-1)
      if (last && received < last.received) marks = []
      if (!last || marks.length === 0 || now - last.at >= stepMs) marks.push({ at: now, received })
      while ((marks[1]?.at ?? now) < now - windowMs) marks.shift()
      const [first] = marks
      if (!first || now - first.at < shortestMs) return undefined
      return Math.round(((received - first.received) * 1_000) / (now - first.at))
    },
    reset() {
      marks = []
    },
  }
}
