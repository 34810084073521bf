/**
 * The arithmetic of the bandwidth limit. Pure.
 *
 * The bucket is one number: the moment until which the line is taken. Whoever wants bytes appends them to it, each
 * taking its share of a second, and may use them when their end has come. That is a token bucket whose tokens are time:
 * it serves in the order of asking, and a limit that changes counts from the next draw on.
 *
 * Invariant: over any time, the bytes that may be used are no more than rate × (time + burst) + one draw.
 */

/** How much of the time in which nobody drew may be caught up, ms; timers that ring late cost no bandwidth by it. */
export const burstMs = 200

/** Beyond what any number of downloads could have asked for: the number is one of an earlier boot. */
const longestLineMs = 60_000

export interface Draw {
  /** The moment until which the line is taken now. */
  takenUntil: number
  /** How long the bytes have to wait. */
  waitMs: number
}

/** Appends the bytes to the line. `now` and `takenUntil` are ms on the same clock, which nobody can set. */
export function draw(takenUntil: number, now: number, bytes: number, bytesPerSecond: number): Draw {
  const known = takenUntil <= now + longestLineMs ? takenUntil : Number.NEGATIVE_INFINITY
  const end = Math.max(known, now - burstMs) + (1_000 * bytes) / bytesPerSecond
  return { takenUntil: end, waitMs: Math.max(0, end - now) }
}

/** How many bytes are drawn at once: few enough that nobody waits long behind others, and a new limit counts soon. */
export function portionOf(bytesPerSecond: number): number {
  return Math.max(1, Math.round(bytesPerSecond * 0.05))
}
