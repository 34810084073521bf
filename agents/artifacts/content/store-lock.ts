/**
 * What only one process at a time may do with the store, and which artifacts are being fetched.
 *
 * Invariants:
 * - Pins are written, and what is not pinned is removed, under the store's lock alone: nothing goes away between the
 *   moment in which somebody finds it and the moment in which it is pinned.
 * - An artifact's lock is taken, and its file removed, under the store's lock alone: so the file that is locked is always
 *   the one that has the name.
 * - The store's lock is held for as long as it takes to look at files and names, never for as long as bytes travel.
 */
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../../../platform/clock.ts'
import { type Lock, tryLock } from '../../../platform/lock/file-lock.ts'

export interface StoreLock {
  /** Carries it out when no other process, and nobody else in this one, is at it. Must not be nested. */
  exclusively<T>(action: () => Promise<T>): Promise<T>
  /** The right to fetch the artifact, or undefined while somebody else has it. Not to be called under the lock. */
  tryArtifact(id: string): Promise<ArtifactLock | undefined>
  /** Whether an artifact is being fetched. To be called under the lock. */
  isBeingFetched(id: string): Promise<boolean>
  /** Removes what killed processes have left of their artifact locks. To be called under the lock. */
  sweep(): Promise<void>
}

export interface ArtifactLock {
  /** Idempotent. */
  release(): Promise<void>
}

const retryMs = 10

/** What SQLite has beside a file that is locked. */
const journal = '-journal'

export function createStoreLock(folder: string, clock: Clock): StoreLock {
  const locks = path.join(folder, 'locks')
  const fileOf = (id: string) => path.join(locks, id)
  let turn: Promise<unknown> = Promise.resolve()

  async function locked<T>(action: () => Promise<T>): Promise<T> {
    const lock = await waitFor(path.join(folder, 'store.lock'), clock)
    try {
      return await action()
    } finally {
      lock.release()
    }
  }

  function exclusively<T>(action: () => Promise<T>): Promise<T> {
    const result = turn.then(() => locked(action))
    turn = result.catch(() => {})
    return result
  }

  /** Under the store's lock. */
  async function isBeingFetched(id: string): Promise<boolean> {
    if (!existsSync(fileOf(id))) return false
    const lock = await tryLock(fileOf(id))
    if (!lock) return true
    await rm(fileOf(id), { force: true })
    lock.release()
    return false
  }

  return {
    exclusively,
    isBeingFetched,
    async tryArtifact(id) {
      const lock = await exclusively(() => tryLock(fileOf(id)))
      let released: Promise<void> | undefined
      const release = () => {
        released ??= exclusively(() => rm(fileOf(id), { force: true })).finally(lock?.release)
        return released
      }
      return lock && { release }
    },
    async sweep() {
      const names = existsSync(locks) ? await readdir(locks) : []
      for (const name of names) if (!name.endsWith(journal)) await isBeingFetched(name)
    },
  }
}

async function waitFor(file: string, clock: Clock): Promise<Lock> {
  for (;;) {
    const lock = await tryLock(file)
    if (lock) return lock
    await new Promise<void>((resolve) => clock.after(retryMs, resolve))
  }
}
