/**
 * Who needs what of the store: one durable document for each holder, in `<folder>/pins`. What no document names may be
 * removed. Read and written under the store's lock alone.
 */
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { createFileStore } from '../../../platform/store/file-store.ts'
import type { FolderNeed } from '../artifacts.ts'

/** Somebody who needs artifacts: an operation, or a version that is installed. */
export type Holder = { domain: string } & ({ operation: string } | { installed: string })

export interface Pins {
  holder: Holder
  /** Of an installed one. */
  version?: string
  artifacts: PinnedArtifact[]
  /** What an operation is going to write besides artifacts. */
  folders: FolderNeed[]
}

export interface PinnedArtifact {
  /** Of its place. */
  id: string
  /** Bytes, where that is known. */
  size?: number
}

export interface PinBook {
  read(holder: Holder): Promise<Pins | undefined>
  write(pins: Pins): Promise<void>
  remove(holder: Holder): Promise<void>
  /** All of all domains, sorted by holder. */
  all(): Promise<Pins[]>
}

export function createPinBook(folder: string, ports: { clock: Clock; log: Log }): PinBook {
  const files = createFileStore(folder, ports, { shared: true })
  const documents = files.collection<Pins>('pins', { version: 1 })
  return {
    read: (holder) => documents.read(idOf(holder)),
    write: (pins) => documents.write(idOf(pins.holder), pins),
    remove: (holder) => documents.remove(idOf(holder)),
    async all() {
      const found = await Promise.all((await documents.list()).map((id) => documents.read(id)))
      return found.filter((pins) => pins !== undefined)
    },
  }
}

export function isSameHolder(one: Holder, other: Holder): boolean {
  return idOf(one) === idOf(other)
}

function idOf(holder: Holder): string {
  const { domain } = holder
  return 'operation' in holder
    ? `operation/${domain}/${holder.operation}`
    : `installed/${domain}/${holder.installed}`
}
