/**
 * Documents as files: lowdb holds the document, an adapter of our own makes it durable.
 *
 * A file says which version of its shape it has, and carries a digest of its content: a file that is torn, altered or
 * from a newer program is renamed to `….corrupt-<time>`, reported, and read as absent.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { type Adapter, Low } from 'lowdb'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { makeFolder, removeDrafts, removeFile, replaceFile } from './durable-file.ts'
import { StoreError } from './errors.ts'
import { fileNameOf, idOfFileName } from './file-name.ts'
import type { Collection, DocumentSchema, Store } from './store.ts'

export interface FileStorePorts {
  log: Log
  clock: Clock
}

interface StoredFile {
  schemaVersion: number
  id: string
  digest: string
  data: unknown
}

/** What lowdb is given: it does not write what is 0, false, null or empty. */
interface Box<T> {
  data?: T
}

/** How long a draft in a shared store may be somebody's who is still writing it. */
const draftMs = 60 * 60 * 1000

/**
 * A store below `root`. Folders are made when the first document is written. One process at a time may use it, unless
 * it is `shared`: then the last one that writes a document wins.
 */
export function createFileStore(
  root: string,
  ports: FileStorePorts,
  { shared = false }: { shared?: boolean } = {},
): Store {
  const prepare = newPreparation(() => (shared ? ports.clock.now() - draftMs : Infinity))
  return { collection: (folder, schema) => createCollection(path.join(root, folder), schema, prepare, ports) }
}

/** Makes a folder, and removes what a crash has left in it, once: later there are drafts of our own in it. */
function newPreparation(draftsBefore: () => number): (folder: string) => Promise<void> {
  const prepared = new Map<string, Promise<void>>()
  const prepare = async (folder: string) => {
    try {
      await makeFolder(folder)
      await removeDrafts(folder, draftsBefore())
    } catch (error) {
      prepared.delete(folder)
      throw new StoreError(folder, error as NodeJS.ErrnoException)
    }
  }
  return (folder) => {
    const promise = prepared.get(folder) ?? prepare(folder)
    prepared.set(folder, promise)
    return promise
  }
}

function createCollection<T>(
  folder: string,
  schema: DocumentSchema<T>,
  prepare: (folder: string) => Promise<void>,
  { log, clock }: FileStorePorts,
): Collection<T> {
  const documents = new Map<string, Promise<unknown>>()

  /** One operation on one id at a time, in order. */
  function inTurn<R>(id: string, operation: () => Promise<R>): Promise<R> {
    const before = documents.get(id) ?? Promise.resolve()
    const next = before.then(operation, operation)
    const settled: Promise<unknown> = next
      .catch(() => {})
      .then(() => documents.get(id) === settled && documents.delete(id))
    documents.set(id, settled)
    return next
  }

  const fileOf = (id: string) => path.join(folder, fileNameOf(id))

  async function setAside(file: string, problem: string): Promise<void> {
    const aside = `${file}.corrupt-${clock.now()}`
    log.error(
      { file, aside, problem },
      'a document cannot be read: it is set aside, and work goes on without it',
    )
    await rename(file, aside).catch((error) => log.error({ file, error }, 'it cannot be set aside'))
  }

  async function readFrom(file: string): Promise<{ id: string; data: T } | undefined> {
    const text = await readFile(file, 'utf8').catch(unlessMissing(undefined))
    if (text === undefined) return undefined
    const read = parse(text, schema)
    if (typeof read !== 'string') return read
    await setAside(file, read)
    return undefined
  }

  function adapterOf(id: string): Adapter<Box<T>> {
    const file = fileOf(id)
    return {
      read: async () => (await readFrom(file)) ?? null,
      async write({ data }) {
        await prepare(folder)
        await replaceFile(file, serialise({ schemaVersion: schema.version, id, data }))
      },
    }
  }

  return {
    read: (id) =>
      inTurn(id, async () => {
        const document = new Low<Box<T>>(adapterOf(id), {})
        await document.read()
        return document.data.data
      }),
    write: (id, data) => inTurn(id, () => new Low<Box<T>>(adapterOf(id), { data }).write()),
    remove: (id) => inTurn(id, () => removeFile(fileOf(id))),
    async list() {
      const names = await readdir(folder).catch(unlessMissing([]))
      const files = names.filter((name) => name.endsWith('.json'))
      const ids = await Promise.all(
        files.map(async (name) => idOfFileName(name) ?? (await readFrom(path.join(folder, name)))?.id),
      )
      return ids.filter((id) => id !== undefined).sort()
    },
  }
}

/** What stands for a file or folder that does not exist; other errors are thrown on. */
function unlessMissing<T>(absent: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return absent
    throw error
  }
}

function serialise({ schemaVersion, id, data }: Omit<StoredFile, 'digest'>): string {
  const text = JSON.stringify(data)
  const head = JSON.stringify({ schemaVersion, id, digest: digestOf(text) })
  return `${head.slice(0, -1)},"data":${text}}\n`
}

/** The document, or what is wrong with it. */
function parse<T>(text: string, schema: DocumentSchema<T>): { id: string; data: T } | string {
  let file: StoredFile
  try {
    file = JSON.parse(text)
  } catch {
    return text.trim() === '' ? 'it is empty' : 'it is torn'
  }
  const { schemaVersion, id, digest, data } = file ?? {}
  if (typeof id !== 'string' || typeof schemaVersion !== 'number') return 'it is no document of this program'
  if (digest !== digestOf(JSON.stringify(data))) return 'its content does not match its digest'
  if (schemaVersion === schema.version) return { id, data: data as T }
  if (schemaVersion > schema.version)
    return `it is of version ${schemaVersion}, newer than this program's ${schema.version}`
  if (!schema.migrate) return `it is of version ${schemaVersion}, which this program no longer reads`
  try {
    return { id, data: schema.migrate(data, schemaVersion) }
  } catch (error) {
    return `it is of version ${schemaVersion} and cannot be migrated: ${(error as Error).message}`
  }
}

function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
