/**
 * The device's bucket: one number in a file, which all processes draw from in short transactions.
 *
 * Nothing of it has to survive a power cut, so nothing is synced; a file that makes no sense is made anew.
 */
import { rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { draw } from './bucket.ts'

export interface Bucket {
  /** Draws the bytes; how long they have to wait, in ms. `now` is ms since the boot. Throws SQLite's errors. */
  draw(bytes: number, bytesPerSecond: number, now: number): number
  /** Idempotent. */
  close(): void
}

/** How long another process may hold the bucket; it takes microseconds. */
const busyTimeoutMs = 1_000

/** SQLite's codes for a file that is none of its own, or damaged. */
const unusable = [11, 26]

/** Opens the bucket; its folder is made where it is missing. */
export async function openBucket(file: string): Promise<Bucket> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const { DatabaseSync } = await import('node:sqlite')
  const open = () => prepared(new DatabaseSync(file, { timeout: busyTimeoutMs }))
  let database: DatabaseSync
  try {
    database = open()
  } catch (error) {
    if (!isUnusable(error)) throw error
    rmSync(file, { force: true })
    database = open()
  }
  const read = database.prepare('SELECT takenUntil FROM bucket')
  const write = database.prepare('UPDATE bucket SET takenUntil = ?')
  return {
    draw(bytes, bytesPerSecond, now) {
      database.exec('BEGIN IMMEDIATE')
      try {
        const drawn = draw(Number(read.get()?.takenUntil ?? now), now, bytes, bytesPerSecond)
        write.run(drawn.takenUntil)
        database.exec('COMMIT')
        return drawn.waitMs
      } catch (error) {
        database.exec('ROLLBACK')
        throw error
      }
    },
    close: () => {
      if (database.isOpen) database.close()
    },
  }
}

function prepared(database: DatabaseSync): DatabaseSync {
  try {
    database.exec(`
      PRAGMA journal_mode = MEMORY;
      PRAGMA synchronous = OFF;
      CREATE TABLE IF NOT EXISTS bucket (id INTEGER PRIMARY KEY CHECK (id = 1), takenUntil REAL NOT NULL);
      INSERT OR IGNORE INTO bucket VALUES (1, -1e9);`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function isUnusable(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && unusable.includes(Number(error.errcode))
}
