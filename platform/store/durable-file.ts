/**
 * Files that are either the old ones or the new ones, whatever happens in between.
 *
 * A new file is written beside the old one, synced, renamed over it, and the folder is synced: only then does the
 * write count. lowdb's own adapter does neither sync, and leaves an empty file after a power cut.
 *
 * Only the syncs, which wait for the disk, go through the thread pool. Opening, writing into the page cache and renaming
 * take microseconds; a trip through the pool for each of them would cost as much again as both syncs.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, fsync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { StoreError } from './errors.ts'

const sync = promisify(fsync)
const temporary = /\.[0-9a-f-]{36}\.tmp$/

/** Replaces a file. Resolves when the new one is on the disk; on failure the old one stays and a StoreError tells why. */
export async function replaceFile(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`
  try {
    // Unlike `writeSync`, `writeFileSync` goes on after a short write.
    await withFile(draft, 'wx', (descriptor) => writeFileSync(descriptor, content))
    renameSync(draft, file)
    await syncFolder(path.dirname(file))
  } catch (error) {
    rmSync(draft, { force: true })
    throw new StoreError(file, error as NodeJS.ErrnoException)
  }
}

/** Removes a file, durably. It need not exist, nor its folder. Throws a StoreError. */
export async function removeFile(file: string): Promise<void> {
  try {
    rmSync(file)
    await syncFolder(path.dirname(file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new StoreError(file, error as NodeJS.ErrnoException)
    }
  }
}

/** Makes the names in a folder durable: without it a rename or a new file may be gone after a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  await withFile(folder, 'r', () => {})
}

/** Makes the content of a file durable that somebody else has written. */
export async function syncFile(file: string): Promise<void> {
  await withFile(file, 'r', () => {})
}

/** Opens, uses, syncs and closes. */
async function withFile(name: string, flags: string, use: (descriptor: number) => void): Promise<void> {
  const descriptor = openSync(name, flags, 0o600)
  try {
    use(descriptor)
    await sync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Makes the folder and those above it, durably. It may be there already. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = path.dirname(made))
    await syncFolder(path.dirname(made))
}

/** Removes what crashes have left behind in a folder; only what was written before that time, in ms since the epoch. */
export async function removeDrafts(folder: string, before = Infinity): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => temporary.test(name))
  await Promise.all(drafts.map((name) => removeOld(path.join(folder, name), before)))
}

async function removeOld(file: string, before: number): Promise<void> {
  const draft = statSync(file, { throwIfNoEntry: false })
  if (draft && draft.mtimeMs < before) await rm(file, { force: true })
}
