/**
 * A disk in memory that can lose power.
 *
 * Invariants:
 * - A write takes `writeMs`; when it has resolved, no crash loses it.
 * - A crash leaves, of each write under way, the old document or the new one, as `survives` says; its promise never
 *   settles, and stores opened before the crash do nothing any more: their process is dead.
 */
import type { Clock } from '../../platform/clock.ts'
import type { Collection, DocumentSchema, Store } from '../../platform/store/store.ts'

export interface MemoryDisk {
  /** The store of a process that starts now. */
  open(): Store
  /** Cuts the power. `survives` is asked for each write under way, in order; by default none does. */
  crash(survives?: () => boolean): void
}

interface StoredDocument {
  version: number
  json: string
}

interface Change {
  file: string
  document: StoredDocument | undefined
  done: () => void
}

export function newMemoryDisk(clock: Clock, writeMs = 0): MemoryDisk {
  const files = new Map<string, StoredDocument>()
  const underWay = new Set<Change>()
  let power = {}

  const apply = ({ file, document }: Change) => {
    if (document) files.set(file, document)
    else files.delete(file)
  }
  const change = (since: object, file: string, document: StoredDocument | undefined): Promise<void> =>
    new Promise((resolve) => {
      if (since !== power) return
      const entry = { file, document, done: resolve }
      underWay.add(entry)
      clock.after(writeMs, () => {
        if (!underWay.delete(entry)) return
        apply(entry)
        entry.done()
      })
    })
  const openCollection = <T>(since: object, folder: string, schema: DocumentSchema<T>): Collection<T> => {
    const fileOf = (id: string) => `${folder}/${JSON.stringify(id)}`
    return {
      async read(id) {
        const stored = files.get(fileOf(id))
        return stored && decode(stored, schema)
      },
      write: (id, data) => change(since, fileOf(id), { version: schema.version, json: JSON.stringify(data) }),
      remove: (id) => change(since, fileOf(id), undefined),
      async list() {
        const names = [...files.keys()].filter((file) => file.startsWith(`${folder}/"`))
        return names.map((file): string => JSON.parse(file.slice(folder.length + 1))).sort()
      },
    }
  }
  return {
    open() {
      const since = power
      return { collection: (folder, schema) => openCollection(since, folder, schema) }
    },
    crash(survives = () => false) {
      power = {}
      for (const entry of underWay) if (survives()) apply(entry)
      underWay.clear()
    },
  }
}

function decode<T>({ version, json }: StoredDocument, schema: DocumentSchema<T>): T | undefined {
  if (version === schema.version) return JSON.parse(json)
  return version < schema.version ? schema.migrate?.(JSON.parse(json), version) : undefined
}
