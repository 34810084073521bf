/**
 * One process at a time for each part of a state folder.
 *
 * The lock is the kernel's, on an open file, by way of SQLite: it ends with the process however that dies, so there
 * is no stale lock, no process id that may have been given to somebody else, and no race in taking one over.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { failure, messageOf } from '../errors.ts'

export interface Lock {
  /** Idempotent. */
  release(): void
}

/** SQLite's code for a file that somebody else has locked. */
const sqliteBusy = 5

/** Locks `<stateDir>/<part>.lock`. Fails, saying what to do, where another process has it or it cannot be made. */
export async function lockState(stateDir: string, part: string): Promise<Lock> {
  const file = path.join(stateDir, `${part}.lock`)
  try {
    await mkdir(stateDir, { recursive: true, mode: 0o700 })
    const { DatabaseSync } = await import('node:sqlite')
    const database = new DatabaseSync(file, { timeout: 0 })
    database.exec('BEGIN EXCLUSIVE')
    return { release: () => database.isOpen && database.close() }
  } catch (error) {
    throw failure(isBusy(error) ? inUse(stateDir, part, file) : unusable(stateDir, error))
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy
}

function inUse(stateDir: string, part: string, file: string): string {
  const way = `stop it (fuser ${file} tells which it is), or give this one a --state-dir of its own`
  return `another godwit runs "${part}" in ${stateDir}: ${way}`
}

function unusable(stateDir: string, error: unknown): string {
  return `cannot use the state folder ${stateDir}: ${messageOf(error)}; choose one with --state-dir, or run as its owner`
}
