/** Whether what is in the store is still what was put there. */

import type { StoreTools } from '../store-tools.ts'
import type { StoredEntry } from './content-store.ts'
import { type DigestOptions, digestsOf } from './digests.ts'
import { groupNames } from './garbage.ts'
import { digestOf } from './integrity.ts'

interface VerifiedArtifact {
  /** `sha256:…` in hex. */
  digests: string[]
  /** Bytes. */
  size: number
  ok: boolean
}

/**
 * Reads all complete artifacts. One that is damaged is set aside, and so is fetched again by who needs it. Agents may be
 * at work meanwhile.
 */
export async function verifyArtifacts(
  tools: StoreTools,
  reading: Pick<DigestOptions, 'signal' | 'onRead'>,
): Promise<VerifiedArtifact[]> {
  const { store, lock } = tools
  const verified: VerifiedArtifact[] = []
  for (const entries of groupNames(await store.list())) {
    const ok = await isWhole(entries, tools, reading)
    const size = entries[0]?.complete?.size
    if (ok === undefined || size === undefined) continue
    if (!ok) await lock.exclusively(() => setAside(entries, tools))
    verified.push({ digests: entries.map(({ place }) => place.id.replace('-', ':')), size, ok })
  }
  return verified
}

/** Undefined where there is nothing to verify, or not any more. */
async function isWhole(
  entries: StoredEntry[],
  { store }: StoreTools,
  reading: Pick<DigestOptions, 'signal' | 'onRead'>,
): Promise<boolean | undefined> {
  const [entry] = entries
  if (!entry?.complete) return undefined
  const records = await Promise.all(entries.map(({ place }) => store.readRecord(place)))
  const declared = records.flatMap(({ integrity }) => (integrity === undefined ? [] : [digestOf(integrity)]))
  if (declared.length === 0) return undefined
  try {
    const algorithms = [...new Set(declared.map(({ algorithm }) => algorithm))]
    const { digests } = await digestsOf(entry.place.file, { algorithms, ...reading })
    return declared.every(({ algorithm, hex }) => digests[algorithm] === hex)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    // What the disk cannot read back is as bad as what has changed.
    if (code === 'EIO') return false
    throw error
  }
}

/** Under the store's lock: only where it is still the file that was read. */
async function setAside(entries: StoredEntry[], { store }: StoreTools): Promise<void> {
  for (const { place, complete } of entries) {
    const now = await store.entryAt(place)
    if (now?.complete?.inode !== complete?.inode) continue
    await store.setAside(place)
  }
}
