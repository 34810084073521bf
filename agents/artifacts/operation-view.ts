/**
 * The store, as one operation sees it. What it reserves or fetches is pinned, durably, before anything else is done.
 */
import { GodwitError } from '../../spec/index.ts'
import type { ArtifactDescription, Artifacts, FetchOptions, FolderNeed, Need } from './artifacts.ts'
import { isUnverified } from './content/content-store.ts'
import { writeError } from './content/disk-space.ts'
import { findGarbage, removeGarbage } from './content/garbage.ts'
import { keepInstalled } from './content/installed.ts'
import type { Holder, PinnedArtifact, Pins } from './content/pins.ts'
import { assertFits } from './content/reservations.ts'
import { removeIfDamaged } from './content/verify.ts'
import { describeArtifact, describeArtifacts } from './describe.ts'
import { fetchOrArrival } from './download/arrival.ts'
import { type FetchTools, fetchArtifact } from './download/fetch.ts'
import { fetchAlone } from './download/fetch-alone.ts'
import type { SharedFetches } from './download/shared-fetch.ts'
import type { StoreTools } from './store-tools.ts'

export interface OperationView {
  artifacts: Artifacts
  /** The operation has ended: a step of it that still runs can reserve and fetch nothing any more. */
  close(): void
}

interface Fetching {
  fetches: SharedFetches
  fetchTools: FetchTools
}

export function viewOfOperation(holder: Holder, tools: StoreTools, fetching: Fetching): OperationView {
  const { store, settings, lock } = tools
  const ended = new AbortController()

  /** Changes what the operation holds. */
  const hold = async (change: (pins: Pins) => Promise<Pins>) => {
    try {
      await lock.exclusively(async () => {
        ended.signal.throwIfAborted()
        const before = (await tools.pins.read(holder)) ?? { holder, artifacts: [], folders: [] }
        const after = await change(before)
        if (JSON.stringify(after) !== JSON.stringify(before)) await tools.pins.write(after)
      })
    } catch (error) {
      throw writeError(error)
    }
  }

  const fetchFrom = (artifact: ArtifactDescription) => (options: FetchOptions) =>
    fetchArtifact(artifact, options, fetching.fetchTools)

  /** What lies there since earlier may have been damaged since, and is read by who relies on it having been verified. */
  const fetchSound = async (artifact: ArtifactDescription, shared: FetchOptions) => {
    let read = 0
    const onRead = (bytes: number) => {
      read += bytes
      shared.onProgress?.({ received: read, ...(artifact.size !== undefined && { total: artifact.size }) })
    }
    await removeIfDamaged(store.placeOf(artifact), tools, { signal: shared.signal, onRead })
    return fetchOrArrival(artifact, shared, fetchFrom(artifact), store)
  }

  const artifacts: Artifacts = {
    describe: (config) => describeArtifact(config, settings),
    describeAll: (config) => describeArtifacts(config, settings),
    find: (artifact) => store.find(artifact),
    reserve: (needs) =>
      hold(async (before) => {
        const after = withNeeds(before, needs, tools)
        await dropStrangers(after, tools)
        const makeRoom = (bytes: number) => freeSpace(bytes, after, tools)
        const { reserveFree } = settings
        await assertFits(after, await tools.pins.all(), { ...tools, reserveFree, makeRoom })
        return after
      }),
    keep: (component, artifacts) => keepInstalled({ domain: holder.domain, ...component }, artifacts, tools),
    async fetch(artifact, caller) {
      await hold(async (before) => {
        const after = withNeeds(before, [{ artifact }], tools)
        await dropStrangers(after, tools)
        return after
      })
      const place = store.placeOf(artifact)
      return fetching.fetches.join(place.id, caller, (shared) =>
        fetchAlone(place, shared, () => fetchSound(artifact, shared), tools).catch((error) => {
          shared.signal.throwIfAborted()
          throw writeError(error)
        }),
      )
    },
  }
  return {
    artifacts,
    close: () => ended.abort(new GodwitError('INTERRUPTED', 'the operation has ended')),
  }
}

function withNeeds(pins: Pins, needs: Need[], { store, log }: StoreTools): Pins {
  const artifacts = new Map(pins.artifacts.map((artifact) => [artifact.id, artifact]))
  const folders = new Map(pins.folders.map((need) => [keyOf(need), need]))
  for (const need of needs) {
    if ('folder' in need) folders.set(keyOf(need), need)
    else {
      const pinned = pinnedOf(need.artifact, store.placeOf(need.artifact).id)
      if (pinned.size === undefined && !artifacts.has(pinned.id)) {
        log.info(
          { artifact: pinned.id },
          'an artifact of unknown size: whether it fits is seen when it is fetched',
        )
      }
      artifacts.set(pinned.id, { ...artifacts.get(pinned.id), ...pinned })
    }
  }
  return {
    ...pins,
    artifacts: [...artifacts.values()],
    folders: [...folders.values()].filter(({ bytes }) => bytes > 0),
  }
}

function pinnedOf({ size }: ArtifactDescription, id: string): PinnedArtifact {
  return { id, ...(size !== undefined && { size }) }
}

const keyOf = ({ folder, what }: FolderNeed) => JSON.stringify([folder, what])

/** What lies at the place of an unverified artifact is of use to those who pin it already, and to nobody else. */
async function dropStrangers({ artifacts }: Pins, { store, pins, lock }: StoreTools): Promise<void> {
  const unverified = artifacts.filter(isUnverified)
  if (unverified.length === 0) return
  const pinned = (await pins.all()).flatMap((other) => other.artifacts.map(({ id }) => id))
  for (const { id } of unverified) {
    if (!pinned.includes(id) && !(await lock.isBeingFetched(id))) await store.remove(store.placeOfId(id))
  }
}

/** Removes what nobody needs, that which was needed longest ago first. */
async function freeSpace(bytes: number, { artifacts }: Pins, tools: StoreTools): Promise<void> {
  const wanted = new Set(artifacts.map(({ id }) => id))
  let left = bytes
  for (const garbage of await findGarbage(tools, { before: Infinity, wanted })) {
    if (left <= 0) return
    tools.log.info({ artifact: garbage.entries[0]?.place.id, size: garbage.size }, 'an artifact makes room')
    await removeGarbage([garbage], tools)
    left -= garbage.size
  }
}
