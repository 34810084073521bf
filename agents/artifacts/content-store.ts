/**
 * Where artifacts lie: `<folder>/<algorithm>/<hex digest>`, and `….part` while they are not complete. Beside them, in
 * `<folder>/records`, is what has to be known of each.
 *
 * Invariants:
 * - A file without `.part` is complete, and was verified: it got its name only after its hash was right and it was on
 *   the disk.
 * - What is in the store is never changed, only removed.
 */
import { createHash } from 'node:crypto'
import { rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { makeFolder, syncFolder } from '../../platform/store/durable-file.ts'
import { createFileStore } from '../../platform/store/file-store.ts'
import type { ArtifactDescription, StoredArtifact } from './artifacts.ts'
import { digestOf } from './integrity.ts'

/** What is remembered of an artifact over restarts. */
export interface ArtifactRecord {
  /** For each source, by the hash of its URL, the strong ETag or the Last-Modified that the bytes so far came with. */
  validators: Record<string, string>
  /** Of a complete artifact. */
  integrity?: string
}

/** The place of one artifact. */
export interface Place {
  /** Unique among artifacts. */
  id: string
  file: string
  part: string
  /** What is known of the bytes in `part`. */
  ledger: string
}

export interface ContentStore {
  placeOf(artifact: ArtifactDescription): Place
  /** Makes the folder of the place. */
  prepare(place: Place): Promise<void>
  find(artifact: ArtifactDescription): Promise<StoredArtifact | undefined>
  /** Bytes that an earlier download has left. */
  partSize(place: Place): Promise<number>
  readRecord(place: Place): Promise<ArtifactRecord>
  writeRecord(place: Place, record: ArtifactRecord): Promise<void>
  /** The part, which is on the disk and verified, becomes the artifact. */
  complete(place: Place): Promise<void>
  remove(place: Place): Promise<void>
}

export function createContentStore(folder: string, ports: { clock: Clock; log: Log }): ContentStore {
  const records = createFileStore(folder, ports).collection<ArtifactRecord>('records', { version: 1 })
  const placeOf = (artifact: ArtifactDescription): Place => {
    const { algorithm, hex } = addressOf(artifact)
    const file = path.join(folder, algorithm, hex)
    return { id: `${algorithm}-${hex}`, file, part: `${file}.part`, ledger: `${file}.ledger` }
  }
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
    partSize: async (place) => (await sizeOfFile(place.part)) ?? 0,
    writeRecord: (place, record) => records.write(place.id, record),
    async complete(place) {
      await rename(place.part, place.file)
      await rm(place.ledger, { force: true })
      await syncFolder(path.dirname(place.file))
    },
    async remove(place) {
      await rm(place.file, { force: true })
      await rm(place.part, { force: true })
      await rm(place.ledger, { force: true })
      await records.remove(place.id)
    },
  }
}

/** An artifact that is not verified has no digest to go by: its first source stands for it. */
function addressOf({ integrity, sources }: ArtifactDescription): { algorithm: string; hex: string } {
  if (integrity !== undefined) return digestOf(integrity)
  return { algorithm: 'unverified', hex: hashOf(sources[0] ?? '') }
}

/** Stands for a text that may hold a secret. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function sizeOfFile(file: string): Promise<number | undefined> {
  try {
    const { size } = await stat(file)
    return size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
