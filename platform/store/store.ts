/**
 * Durable documents, one file each.
 *
 * Invariants:
 * - When `write` resolves, the document is on the disk (file and folder synced): a power cut leaves the old
 *   document or the new one, never a mix and never nothing.
 * - A document that cannot be read (torn, altered, from a newer version) is set aside, reported, and read as absent.
 */
export interface Collection<T> {
  read(id: string): Promise<T | undefined>
  /** Replaces the document. Writes of one id are carried out in order. */
  write(id: string, document: T): Promise<void>
  /** Removes the document; it need not exist. */
  remove(id: string): Promise<void>
  /** Ids of all documents, sorted. */
  list(): Promise<string[]>
}

export interface Store {
  /** A folder of documents of one kind. `folder` is relative to the store's root. */
  collection<T>(folder: string, schema: DocumentSchema<T>): Collection<T>
}

export interface DocumentSchema<T> {
  /** Version of the shape that this program writes. */
  version: number
  /** Brings a document of an older version to this one; by default older documents are refused. */
  migrate?: (document: unknown, fromVersion: number) => T
}
