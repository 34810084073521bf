/** What is in the store, for people. */

import type { StoreTools } from '../store-tools.ts'
import type { StoredEntry } from './content-store.ts'
import { groupNames } from './garbage.ts'
import type { Holder, Pins } from './pins.ts'

export interface ListedArtifact {
  /** `sha256:…` in hex; several where it is known by several digests. */
  digests: string[]
  state: 'complete' | 'incomplete' | 'damaged'
  /** Bytes that are there. */
  bytes: number
  /** Bytes of the whole, where that is known. */
  size?: number
  /** Who needs it: `software operation c1`, `firmware rootfs 2.0`. */
  pinnedBy: string[]
  /** Whether it was imported, and waits for the operation that wants it. */
  imported: boolean
  /** When it was written, or needed, last, in ms since the epoch. */
  usedAt: number
}

/** All that is in the store, that which was used last first. Changes nothing. */
export async function listArtifacts({ store, pins }: StoreTools): Promise<ListedArtifact[]> {
  const all = await pins.all()
  const listed = groupNames(await store.list()).map(async (entries): Promise<ListedArtifact> => {
    const ids = entries.map(({ place }) => place.id)
    const records = await Promise.all(entries.map(({ place }) => store.readRecord(place)))
    const { state, bytes } = stateOf(entries)
    const size = state === 'complete' ? bytes : declaredSize(ids, all)
    return {
      digests: ids.map((id) => id.replace('-', ':')),
      ...{ state, bytes },
      ...(size !== undefined && { size }),
      pinnedBy: holdersOf(ids, all),
      imported: records.some((record) => record.imported),
      usedAt: Math.max(...entries.map((entry) => entry.usedAt)),
    }
  })
  return (await Promise.all(listed)).sort((one, other) => other.usedAt - one.usedAt)
}

function stateOf([entry]: StoredEntry[]): Pick<ListedArtifact, 'state' | 'bytes'> {
  if (entry?.complete) return { state: 'complete', bytes: entry.complete.size }
  if (entry?.part || !entry?.damaged) return { state: 'incomplete', bytes: entry?.part?.size ?? 0 }
  return { state: 'damaged', bytes: entry.damaged.size }
}

function declaredSize(ids: string[], all: Pins[]): number | undefined {
  return all
    .flatMap(({ artifacts }) => artifacts)
    .find(({ id, size }) => ids.includes(id) && size !== undefined)?.size
}

function holdersOf(ids: string[], all: Pins[]): string[] {
  const holding = all.filter(({ artifacts }) => artifacts.some(({ id }) => ids.includes(id)))
  return [...new Set(holding.map(({ holder, version }) => nameOf(holder, version)))]
}

function nameOf(holder: Holder, version = ''): string {
  return 'operation' in holder
    ? `${holder.domain} operation ${holder.operation}`
    : `${holder.domain} ${holder.installed} ${version}`
}
