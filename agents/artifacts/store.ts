import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { makeFolder } from '../../platform/store/durable-file.ts'
import type { ArtifactDescription, Artifacts } from './artifacts.ts'
import { type ContentStore, createContentStore } from './content-store.ts'
import { describeArtifact } from './describe.ts'
import { assertFree } from './disk-space.ts'
import { type FetchTools, fetchArtifact } from './fetch.ts'
import { createGate } from './gate.ts'
import type { ArtifactSettings } from './settings.ts'
import { newSharedFetches } from './shared-fetch.ts'

export interface ArtifactPorts {
  /** Where artifacts are kept. One process at a time may use it. */
  folder: string
  clock: Clock
  log: Log
  /** In [0, 1). */
  random: () => number
}

/** The artifact store of one agent. */
export function createArtifactStore(settings: ArtifactSettings, ports: ArtifactPorts): Artifacts {
  const { folder, clock, log, random } = ports
  const store = createContentStore(folder, ports)
  const fetches = newSharedFetches()
  const tools: FetchTools = { store, settings, clock, log, random, gate: createGate(settings, ports) }
  return {
    describe: (config) => describeArtifact(config, settings),
    async assertFits(artifacts) {
      await makeFolder(folder)
      await assertFree(folder, await missingBytes(artifacts, store))
    },
    fetch: (artifact, caller) =>
      fetches.join(store.placeOf(artifact).id, caller, (shared) => fetchArtifact(artifact, shared, tools)),
    find: (artifact) => store.find(artifact),
    async release(artifact) {
      const place = store.placeOf(artifact)
      // Somebody else wants it.
      if (!fetches.isUnderWay(place.id)) await store.remove(place)
    },
  }
}

/** What has still to be downloaded, where the sizes are known; an artifact that is named twice counts once. */
async function missingBytes(artifacts: ArtifactDescription[], store: ContentStore): Promise<number> {
  const missing = new Map<string, number>()
  for (const artifact of artifacts) {
    if (await store.find(artifact)) continue
    const place = store.placeOf(artifact)
    missing.set(place.id, Math.max(0, (artifact.size ?? 0) - (await store.partSize(place))))
  }
  return [...missing.values()].reduce((sum, bytes) => sum + bytes, 0)
}
