/** Time as a port: nothing else in the house asks the machine what time it is, or sets a timer. */
export interface Clock {
  /** Milliseconds since the epoch, as the device's clock says: it may be set, forwards or back, at any time. */
  now(): number
  /**
   * Milliseconds since some moment in the past; nobody can set it. What `after` measures. The same in all processes of
   * one boot.
   */
  steady(): number
  /** Calls `callback` once, no earlier than `ms` milliseconds from now. */
  after(ms: number, callback: () => void): Timer
}

export interface Timer {
  /** The callback will not be called any more. Safe to call at any time, any number of times. */
  cancel(): void
}

/** `setTimeout` fires at once for delays beyond 2^31-1 ms; longer waits are cut to this and asked again. */
const longestDelay = 0x7fffffff

export const systemClock: Clock = {
  now: () => Date.now(),
  steady() {
    const [seconds, nanoseconds] = process.hrtime()
    return seconds * 1_000 + nanoseconds / 1e6
  },
  after(ms, callback) {
    let handle: NodeJS.Timeout
    const arm = (left: number) => {
      const delay = Math.min(Math.max(left, 0), longestDelay)
      handle = setTimeout(() => (left > delay ? arm(left - delay) : callback()), delay)
    }
    arm(ms)
    return { cancel: () => clearTimeout(handle) }
  },
}
