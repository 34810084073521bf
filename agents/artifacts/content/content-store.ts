/**
 * Where artifacts lie: `<folder>/<algorithm>/<hex digest>`, and `….part` while they are not complete. Beside them, in
 * `<folder>/records`, is what has to be known of each. One artifact may have several names: the same file, by another
 * digest of the same bytes.
 *
 * Invariants:
 * - A file without `.part` is complete, and was verified: it got its name only after its hash was right and it was on
 *   the disk.
 * - What is in the store is never changed, only removed.
 */
import { createHash } from 'node:crypto'
import { readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { makeFolder, syncFolder } from '../../../platform/store/durable-file.ts'
import { createFileStore } from '../../../platform/store/file-store.ts'
import type { ArtifactDescription, StoredArtifact } from '../artifacts.ts'
import { digestOf } from './integrity.ts'

/** What is remembered of an artifact over restarts. */
export interface ArtifactRecord {
  /** For each source, by the hash of its URL, the strong ETag or the Last-Modified that the bytes so far came with. */
  validators: Record<string, string>
  /** Of a complete artifact. */
  integrity?: string
  /** Set for one that somebody has brought to the device: it waits for the operation that wants it. */
  imported?: true
}

/** The place of one artifact. */
export interface Place {
  /** Unique among artifacts. */
  id: string
  file: string
  part: string
  /** What is known of the bytes in `part`. */
  ledger: string
  /** A complete one whose bytes turned out not to be the right ones any more. */
  damaged: string
}

/** What lies at one place. */
export interface StoredEntry {
  place: Place
  /** Of a complete artifact; the names of one artifact have the same `inode`. */
  complete?: { size: number; inode: number }
  /** Bytes of an incomplete one. */
  part?: { size: number }
  /** Bytes of one that was set aside. */
  damaged?: { size: number }
  /** When it was written, or needed, last, in ms since the epoch. */
  usedAt: number
}

export interface ContentStore {
  placeOf(artifact: ArtifactDescription): Place
  /** Makes the folder of the place. */
  prepare(place: Place): Promise<void>
  find(artifact: ArtifactDescription): Promise<StoredArtifact | undefined>
  placeOfId(id: string): Place
  /** Bytes that are there, of the whole artifact or of its part. */
  bytesAt(place: Place): Promise<number>
  readRecord(place: Place): Promise<ArtifactRecord>
  writeRecord(place: Place, record: ArtifactRecord): Promise<void>
  /** The part, which is on the disk and verified, becomes the artifact. */
  complete(place: Place): Promise<void>
  /** Forgets an incomplete one. */
  removePart(place: Place): Promise<void>
  /** The complete artifact is not what it should be: it counts as absent from now on. */
  setAside(place: Place): Promise<void>
  remove(place: Place): Promise<void>
  entryAt(place: Place): Promise<StoredEntry | undefined>
  /** All that is there, complete or not, sorted. */
  list(): Promise<StoredEntry[]>
  /** The age of what is there counts from now. */
  touch(place: Place): Promise<void>
}

export function createContentStore(folder: string, ports: { clock: Clock; log: Log }): ContentStore {
  const files = createFileStore(folder, ports, { shared: true })
  const records = files.collection<ArtifactRecord>('records', { version: 1 })
  const placeOf = (artifact: ArtifactDescription) => placeAt(folder, addressOf(artifact))
  const readRecord = async (place: Place) => (await records.read(place.id)) ?? { validators: {} }
  return {
    placeOf,
    readRecord,
    prepare: (place) => makeFolder(path.dirname(place.file)),
    async find(artifact) {
      const place = placeOf(artifact)
      const size = await sizeOfFile(place.file)
      if (size === undefined || (artifact.size !== undefined && artifact.size !== size)) return undefined
      const integrity = artifact.integrity ?? (await readRecord(place)).integrity
      return integrity === undefined ? undefined : { path: place.file, size, integrity }
    },
    placeOfId(id) {
      const [algorithm = '', hex = ''] = id.split('-')
      return placeAt(folder, { algorithm, hex })
    },
    bytesAt: async (place) => (await sizeOfFile(place.file)) ?? (await writtenBytes(place.part)),
    writeRecord: (place, record) => records.write(place.id, record),
    async complete(place) {
      await rename(place.part, place.file)
      await rm(place.ledger, { force: true })
      await rm(place.damaged, { force: true })
      await syncFolder(path.dirname(place.file))
    },
    removePart,
    async setAside(place) {
      await rename(place.file, place.damaged)
      const now = new Date(ports.clock.now())
      await utimes(place.damaged, now, now)
      await syncFolder(path.dirname(place.file))
    },
    async remove(place) {
      await rm(place.file, { force: true })
      await removePart(place)
      await rm(place.damaged, { force: true })
      await records.remove(place.id)
    },
    entryAt,
    list: () => listEntries(folder),
    async touch(place) {
      const now = new Date(ports.clock.now())
      for (const file of [place.file, place.part]) await utimes(file, now, now).catch(unlessMissing)
    },
  }
}

async function removePart(place: Place): Promise<void> {
  await rm(place.part, { force: true })
  await rm(place.ledger, { force: true })
}

interface Address {
  algorithm: string
  hex: string
}

function placeAt(folder: string, { algorithm, hex }: Address): Place {
  const file = path.join(folder, algorithm, hex)
  return {
    id: `${algorithm}-${hex}`,
    file,
    part: `${file}.part`,
    ledger: `${file}.ledger`,
    damaged: `${file}.damaged`,
  }
}

const unverified = 'unverified'
const algorithms = ['sha256', 'sha384', 'sha512', unverified]

/** Whether the place is that of an artifact that is not verified: what is there says nothing about the next one. */
export function isUnverified({ id }: Pick<Place, 'id'>): boolean {
  return id.startsWith(`${unverified}-`)
}

async function listEntries(folder: string): Promise<StoredEntry[]> {
  const entries: StoredEntry[] = []
  for (const algorithm of algorithms) {
    const names = await readdir(path.join(folder, algorithm)).catch(unlessMissing)
    const addresses = new Set(names?.map((name) => name.split('.')[0] ?? '').sort())
    for (const hex of addresses) {
      const entry = await entryAt(placeAt(folder, { algorithm, hex }))
      if (entry) entries.push(entry)
    }
  }
  return entries
}

async function entryAt(place: Place): Promise<StoredEntry | undefined> {
  const complete = await stat(place.file).catch(unlessMissing)
  const part = await stat(place.part).catch(unlessMissing)
  const ledger = await stat(place.ledger).catch(unlessMissing)
  const damaged = await stat(place.damaged).catch(unlessMissing)
  const found = [complete, part, ledger, damaged].filter((file) => file !== undefined)
  if (found.length === 0) return undefined
  return {
    place,
    ...(complete && { complete: { size: complete.size, inode: complete.ino } }),
    ...(part && { part: { size: part.size } }),
    ...(damaged && { damaged: { size: damaged.size } }),
    usedAt: Math.max(...found.map(({ mtimeMs }) => mtimeMs)),
  }
}

/** An artifact that is not verified has no digest to go by: its first source stands for it. */
function addressOf({ integrity, sources }: ArtifactDescription): Address {
  if (integrity !== undefined) return digestOf(integrity)
  return { algorithm: unverified, hex: hashOf(sources[0] ?? '') }
}

/** Stands for a text that may hold a secret. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function sizeOfFile(file: string): Promise<number | undefined> {
  return (await stat(file).catch(unlessMissing))?.size
}

/** What is written out of order leaves holes, which take no space yet. */
async function writtenBytes(file: string): Promise<number> {
  const found = await stat(file).catch(unlessMissing)
  return found ? Math.min(found.size, found.blocks * blockBytes) : 0
}

/** What stat counts in. */
const blockBytes = 512

/** What stands for a file that is not there; other errors are thrown on. */
function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
