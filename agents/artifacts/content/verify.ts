/** Whether what is in the store is still what was put there. */

import type { StoreTools } from '../store-tools.ts'
import { type ContentStore, isUnverified, type Place, type StoredEntry } from './content-store.ts'
import { type DigestOptions, digestsOf } from './digests.ts'
import { groupNames } from './garbage.ts'
import { type Digest, digestOf } from './integrity.ts'

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

/**
 * Removes what is stored at the place where it is not what was put there any more, so that it is fetched again. To be called
 * by who has the right to fetch the artifact.
 */
export async function removeIfDamaged(
  place: Place,
  tools: StoreTools,
  reading: Pick<DigestOptions, 'signal' | 'onRead'>,
): Promise<void> {
  const { store, lock, log } = tools
  const read = await store.entryAt(place)
  if (!read || (await isWhole([read], tools, reading)) !== false) return
  await lock.exclusively(async () => {
    const now = await store.entryAt(place)
    if (now?.complete?.inode !== read.complete?.inode) return
    log.warn({ artifact: place.id }, 'a stored artifact is damaged: it is fetched again')
    await store.remove(place)
  })
}

/** Undefined where there is nothing to verify, or not any more. */
async function isWhole(
  entries: StoredEntry[],
  { store }: Pick<StoreTools, 'store'>,
  reading: Pick<DigestOptions, 'signal' | 'onRead'>,
): Promise<boolean | undefined> {
  const [entry] = entries
  if (!entry?.complete) return undefined
  const declared = (await Promise.all(entries.map(({ place }) => declaredDigest(place, store)))).flat()
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

/** What the place itself says, or of an unverified artifact what was recorded when it came. */
async function declaredDigest(place: Place, store: ContentStore): Promise<Digest[]> {
  if (!isUnverified(place)) {
    const [algorithm = '', hex = ''] = place.id.split('-')
    return [{ algorithm, hex }]
  }
  const { integrity } = await store.readRecord(place)
  return integrity === undefined ? [] : [digestOf(integrity)]
}

/** Under the store's lock: only where it is still the file that was read. */
async function setAside(entries: StoredEntry[], { store }: StoreTools): Promise<void> {
  for (const { place, complete } of entries) {
    const now = await store.entryAt(place)
    if (now?.complete?.inode !== complete?.inode) continue
    await store.setAside(place)
  }
}
