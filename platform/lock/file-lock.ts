/**
 * Locks between processes.
 *
 * The lock is the kernel's, on an open file, by way of SQLite: it ends with the process however that dies, so there
 * is no stale lock, no process id that may have been given to somebody else, and no race in taking one over.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'

export interface Lock {
  /** Idempotent. */
  release(): void
}

/** SQLite's code for a file that somebody else has locked. */
const sqliteBusy = 5

/** Locks the file, which is made with its folder where it is missing; undefined where somebody has it locked. */
export async function tryLock(file: string): Promise<Lock | undefined> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return { release: () => database.isOpen && database.close() }
  } catch (error) {
    database.close()
    if (isBusy(error)) return undefined
    throw error
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy
}
