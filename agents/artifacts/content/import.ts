/**
 * Files that somebody brings to the device become artifacts: a desired state that names one by any of its digests then
 * finds it without a network.
 *
 * Invariants:
 * - What gets a name in the store was read back from the store, and is on the disk.
 * - A crash leaves the store as it was, but for drafts, which the next import or collection of garbage removes.
 */
import { randomUUID } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { chmod, copyFile, link, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { tryLock } from '../../../platform/lock/file-lock.ts'
import { makeFolder, syncFile, syncFolder } from '../../../platform/store/durable-file.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { StoreTools } from '../store-tools.ts'
import type { Place } from './content-store.ts'
import { algorithms, type DigestOptions, type Digests, digestsOf } from './digests.ts'
import { writeError } from './disk-space.ts'
import { integrityOf } from './integrity.ts'
import { assertFits } from './reservations.ts'

export interface ImportedFile {
  file: string
  /** Bytes. */
  size: number
  /** One for each algorithm, the shortest first. */
  integrity: string[]
  /** Whether the store had it already. */
  wasThere: boolean
}

export interface ImportOptions {
  signal: AbortSignal
  /** How many bytes of how many were read; each file is read before it is copied, and read back. */
  onProgress?(done: number, total: number): void
}

interface Source {
  file: string
  size: number
  digests: Digests
  places: Place[]
}

/**
 * Imports these files; resolves when they are on the disk, in the order of the files. Agents may be at work meanwhile.
 * Rejects with DISK_FULL before anything is copied, INTERRUPTED where another import is under way, INTEGRITY_MISMATCH
 * where a file changes meanwhile, the system's error where one cannot be read, or the signal's reason.
 */
export async function importFiles(
  files: string[],
  tools: StoreTools,
  options: ImportOptions,
): Promise<ImportedFile[]> {
  const { folder } = tools
  const drafts = draftsIn(folder)
  const lock = await tryLock(lockIn(folder))
  if (!lock) throw new GodwitError('INTERRUPTED', 'another import is under way', { retryable: true })
  try {
    await rm(drafts, { recursive: true, force: true })
    await makeFolder(drafts)
    const reading = { signal: options.signal, onRead: counter(2 * (await sizeOfAll(files)), options) }
    const sources: Source[] = []
    for (const file of files) sources.push(await readSource(file, tools, reading))
    await assertSpace(sources, tools)
    const imported: ImportedFile[] = []
    for (const source of sources) imported.push(await importOne(source, drafts, tools, reading))
    return imported
  } finally {
    await rm(drafts, { recursive: true, force: true }).catch(() => {})
    lock.release()
  }
}

const draftsIn = (folder: string) => path.join(folder, 'import')
const lockIn = (folder: string) => path.join(folder, 'import.lock')

/** Removes what a killed import has left; nothing where one is under way. */
export async function removeImportDrafts({ folder }: Pick<StoreTools, 'folder'>): Promise<void> {
  if (!existsSync(draftsIn(folder))) return
  const lock = await tryLock(lockIn(folder))
  if (!lock) return
  try {
    await rm(draftsIn(folder), { recursive: true, force: true })
  } finally {
    lock.release()
  }
}

type Reading = Pick<DigestOptions, 'signal' | 'onRead'>

function counter(total: number, { onProgress }: ImportOptions): (bytes: number) => void {
  let done = 0
  return (bytes) => {
    done += bytes
    onProgress?.(Math.min(done, total), total)
  }
}

async function readSource(file: string, { store }: StoreTools, reading: Reading): Promise<Source> {
  const read = await digestsOf(file, { algorithms, ...reading })
  const places = algorithms.map((algorithm) => store.placeOfId(`${algorithm}-${read.digests[algorithm]}`))
  return { file, ...read, places }
}

async function sizeOfAll(files: string[]): Promise<number> {
  const stats = await Promise.all(files.map((file) => stat(file)))
  return stats.reduce((sum, { size }) => sum + size, 0)
}

/** As for an operation: what is still to come has to fit beside what others have reserved. */
async function assertSpace(sources: Source[], tools: StoreTools): Promise<void> {
  const { lock, pins, settings } = tools
  const missing: Source[] = []
  for (const source of sources) if (!(await presentPlace(source, tools))) missing.push(source)
  // Copied as a whole, whatever a download has brought of it. What others have reserved for the same is not needed then.
  const artifacts = missing.flatMap(({ places }) => places.map(({ id }) => ({ id, size: 0 })))
  const bytes = missing.reduce((sum, { size }) => sum + size, 0)
  const folders = [{ folder: tools.folder, bytes, what: 'the files' }]
  const holder = { domain: '', operation: 'import' }
  const needs = { ...tools, reserveFree: settings.reserveFree, makeRoom: async () => {} }
  await lock.exclusively(async () => assertFits({ holder, artifacts, folders }, await pins.all(), needs))
}

async function presentPlace({ places, size }: Source, { store }: StoreTools): Promise<Place | undefined> {
  for (const place of places) {
    const entry = await store.entryAt(place)
    if (entry?.complete?.size === size) return place
  }
  return undefined
}

async function importOne(
  source: Source,
  drafts: string,
  tools: StoreTools,
  reading: Reading,
): Promise<ImportedFile> {
  const { file, size, digests } = source
  const integrity = algorithms.map((algorithm) => integrityOf({ algorithm, hex: digests[algorithm] ?? '' }))
  const present = await presentPlace(source, tools)
  if (present && (await name(source, present.file, drafts, tools, reading).catch(ifGone)))
    return { file, size, integrity, wasThere: true }
  const draft = path.join(drafts, randomUUID())
  try {
    // Shares the blocks where the file system can.
    await copyFile(file, draft, constants.COPYFILE_FICLONE)
    await chmod(draft, 0o600)
    await syncFile(draft)
    if (!(await name(source, draft, drafts, tools, reading))) {
      throw new GodwitError('INTEGRITY_MISMATCH', `${file} has changed while it was imported`)
    }
    return { file, size, integrity, wasThere: false }
  } catch (error) {
    throw writeError(error)
  } finally {
    await rm(draft, { force: true })
  }
}

/** What was there may be removed at any time until it has the names that protect it. */
function ifGone(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOENT') return false
  throw error
}

/** Gives the stored bytes all their names, if they are the right ones. */
async function name(
  { digests, places }: Source,
  stored: string,
  drafts: string,
  { store, lock }: StoreTools,
  reading: Reading,
): Promise<boolean> {
  const [algorithm] = algorithms
  const found = await digestsOf(stored, { algorithms: [algorithm], ...reading })
  if (found.digests[algorithm] !== digests[algorithm]) return false
  await lock.exclusively(async () => {
    for (const place of places) {
      const [algorithm = '', hex = ''] = place.id.split('-')
      await store.prepare(place)
      await store.writeRecord(place, {
        validators: {},
        integrity: integrityOf({ algorithm, hex }),
        imported: true,
      })
      if (!(await lock.isBeingFetched(place.id))) await store.removePart(place)
      await linkAs(place.file, stored, drafts)
    }
  })
  return true
}

/** At once: who reads what has had the name goes on reading it. */
async function linkAs(file: string, stored: string, drafts: string): Promise<void> {
  const [before, { ino }] = await Promise.all([stat(file).catch(() => undefined), stat(stored)])
  if (before?.ino === ino) return
  const draft = path.join(drafts, randomUUID())
  await link(stored, draft)
  await rename(draft, file)
  await syncFolder(path.dirname(file))
}
