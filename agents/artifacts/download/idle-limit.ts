/**
 * How long a server may send nothing while it is waited for.
 *
 * A slow disk, or our own bandwidth limit, holds up the reading, and then nothing can come: that time does not count, as it
 * would in the timeout of a socket.
 */
import type { Readable } from 'node:stream'

export interface IdleLimit {
  /** The wait for bytes is over. */
  arrived(): void
  /** The wait for the next ones begins. */
  handled(): void
  /** Nothing is waited for any more. */
  stop(): void
}

/** Destroys the body where it takes longer than that; the wait begins at once. */
export function newIdleLimit(body: Readable, idleTimeoutMs: number): IdleLimit {
  const silence = Object.assign(new Error('no bytes'), { code: 'ETIMEDOUT', event: 'socket' })
  const wait = () => setTimeout(() => body.destroy(silence), idleTimeoutMs)
  let timer = wait()
  const stop = () => clearTimeout(timer)
  return {
    arrived: stop,
    handled() {
      stop()
      timer = wait()
    },
    stop,
  }
}
