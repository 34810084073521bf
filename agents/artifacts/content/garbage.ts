/**
 * What may be removed from the store, and its removal.
 *
 * Invariants:
 * - Nothing that somebody has pinned, by whichever name, and nothing that is being fetched is ever removed.
 * - What nobody needs any more goes at once; what was begun for an operation that was not committed is kept for a while,
 *   since the next campaign may want the same.
 */
import type { ContentStore, StoredEntry } from './content-store.ts'
import { isUnverified } from './content-store.ts'
import { type Holder, isSameHolder, type PinBook, type Pins } from './pins.ts'
import type { StoreLock } from './store-lock.ts'

export interface GarbageTools {
  store: ContentStore
  pins: PinBook
  lock: StoreLock
}

export interface GarbageRules {
  /** What nobody has needed since then goes, in ms since the epoch. */
  before: number
  /** Places that go, however new they are: a committed operation has used them. */
  done?: ReadonlySet<string>
  /** Those whose pins no longer count. */
  ended?: readonly Pins[]
  /** Places that do not go: somebody is about to pin them. */
  wanted?: ReadonlySet<string>
  /** Whether what was imported, and not used yet, goes as well. */
  imported?: boolean
}

/** Something that was, or can be, removed: all names of one artifact, or a part. */
export interface Garbage {
  entries: StoredEntry[]
  /** Bytes on the disk. */
  size: number
}

/** What those rules allow to remove, that which was needed last at the end. To be called under the store's lock. */
export async function findGarbage(tools: GarbageTools, rules: GarbageRules): Promise<Garbage[]> {
  const { store, pins, lock } = tools
  const ended = (holder: Holder) => rules.ended?.some((pins) => isSameHolder(pins.holder, holder))
  const holding = (await pins.all()).filter(({ holder }) => !ended(holder))
  const pinned = new Set(holding.flatMap(({ artifacts }) => artifacts.map(({ id }) => id)))
  const garbage: Garbage[] = []
  for (const entries of groupNames(await store.list())) {
    const ids = entries.map(({ place }) => place.id)
    if (ids.some((id) => pinned.has(id) || rules.wanted?.has(id))) continue
    if (!entries.some((entry) => isOver(entry, rules))) continue
    if (!rules.imported && (await isImported(entries, store))) continue
    const fetched = await Promise.all(ids.map((id) => lock.isBeingFetched(id)))
    if (!fetched.includes(true)) garbage.push({ entries, size: sizeOf(entries) })
  }
  return garbage.sort((one, other) => usedAt(one) - usedAt(other))
}

/** To be called under the store's lock, as `findGarbage`. */
export async function removeGarbage(garbage: Garbage[], { store, lock }: GarbageTools): Promise<void> {
  for (const { entries } of garbage) for (const { place } of entries) await store.remove(place)
  await lock.sweep()
}

/** The names of one artifact together. */
export function groupNames(entries: StoredEntry[]): StoredEntry[][] {
  const groups = new Map<string, StoredEntry[]>()
  for (const entry of entries) {
    const key = entry.complete ? String(entry.complete.inode) : entry.place.id
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  return [...groups.values()]
}

function isOver({ place, usedAt }: StoredEntry, { before, done }: GarbageRules): boolean {
  return isUnverified(place) || usedAt < before || done?.has(place.id) === true
}

async function isImported(entries: StoredEntry[], store: ContentStore): Promise<boolean> {
  const records = await Promise.all(entries.map(({ place }) => store.readRecord(place)))
  return records.some(({ imported }) => imported)
}

function sizeOf(entries: StoredEntry[]): number {
  const aside = entries.reduce((sum, { part, damaged }) => sum + (part?.size ?? 0) + (damaged?.size ?? 0), 0)
  return aside + (entries[0]?.complete?.size ?? 0)
}

function usedAt({ entries }: Garbage): number {
  return Math.max(...entries.map((entry) => entry.usedAt))
}
