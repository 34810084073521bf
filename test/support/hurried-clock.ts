import type { Clock } from '../../platform/clock.ts'

export interface HurriedClock extends Clock {
  /** The waits that were asked for, in milliseconds. */
  readonly waits: number[]
}

/** A clock on which no wait takes time: it goes on by itself, and is put forward by each wait. */
export function hurriedClock(): HurriedClock {
  const waits: number[] = []
  let skipped = 0
  return {
    waits,
    now: () => Date.now() + skipped,
    steady: () => performance.now() + skipped,
    after(ms, callback) {
      waits.push(ms)
      const handle = setImmediate(() => {
        skipped += ms
        callback()
      })
      return { cancel: () => clearImmediate(handle) }
    },
  }
}
