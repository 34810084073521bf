/**
 * Pauses between two tries to connect: exponential, with full jitter, so that a thousand devices do not come back in
 * lockstep after an outage.
 */

const firstMs = 1_000
const longestPauseMs = 30_000

/**
 * The pause before try `attempt` (1 is the first one after a failure), in milliseconds: anything between 0 and a
 * ceiling that doubles from 1 s to `longestMs`. `random` is in [0, 1).
 */
export function reconnectDelay(attempt: number, random: number, longestMs: number = longestPauseMs): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** (attempt - 1))
  return Math.round(ceiling * random)
}
