/**
 * At most so many downloads at once, over all processes of the device.
 *
 * A turn is a lock of the kernel's on one of N files, so it ends with its process, however that dies. In a process the
 * turns go in the order of asking; between processes chance decides.
 */
import path from 'node:path'
import type { Clock } from '../../../platform/clock.ts'
import { type Lock, tryLock } from '../../../platform/lock/file-lock.ts'
import type { FetchWait } from '../artifacts.ts'
import { gateFolder } from './gate-folder.ts'

export interface Waiting {
  signal: AbortSignal
  /** Called with what is waited for, again when there is news of it, and with undefined when it is over. */
  onWait(wait: FetchWait | undefined): void
}

export interface Turns {
  /** Resolves when it is the caller's turn; rejects with the signal's reason. The lock's release gives it back. */
  take(waiting: Waiting): Promise<Lock>
}

export interface TurnsPorts {
  /** The store. */
  folder: string
  clock: Clock
  /** In [0, 1). */
  random: () => number
}

/** Nobody tells when another process gives a turn back: it is looked for about so often. */
const lookAgainMs = 1_000
/** Nobody knows how long it will take: that it still does is said so often. */
const sayAgainMs = 60_000

interface Waiter {
  wake(): void
}

export function createTurns(count: number, { folder, clock, random }: TurnsPorts): Turns {
  const line: Waiter[] = []
  const reason = count === 1 ? 'another download is under way' : `${count} downloads are under way`

  const tryAny = async () => {
    for (let number = 1; number <= count; number += 1) {
      const lock = await tryLock(path.join(gateFolder(folder), `turn-${number}`))
      if (lock) return lock
    }
    return undefined
  }
  const nap = async (waiter: Waiter, signal: AbortSignal) => {
    signal.throwIfAborted()
    const woken = Promise.withResolvers<void>()
    const wake = () => woken.resolve()
    waiter.wake = wake
    signal.addEventListener('abort', wake, { once: true })
    const timer = clock.after(lookAgainMs * (0.5 + random() / 2), wake)
    await woken.promise
    timer.cancel()
    signal.removeEventListener('abort', wake)
    signal.throwIfAborted()
  }
  const inLine = async (waiter: Waiter, { signal, onWait }: Waiting) => {
    let saidAt: number | undefined
    signal.throwIfAborted()
    for (;;) {
      const lock = line[0] === waiter ? await tryAny() : undefined
      if (lock) {
        if (saidAt !== undefined) onWait(undefined)
        return lock
      }
      if (saidAt === undefined || clock.steady() - saidAt >= sayAgainMs) {
        saidAt = clock.steady()
        onWait({ reason })
      }
      await nap(waiter, signal)
    }
  }
  return {
    async take(waiting) {
      const waiter: Waiter = { wake: () => {} }
      line.push(waiter)
      try {
        const lock = await inLine(waiter, waiting)
        return {
          release() {
            lock.release()
            line[0]?.wake()
          },
        }
      } finally {
        line.splice(line.indexOf(waiter), 1)
        line[0]?.wake()
      }
    },
  }
}
