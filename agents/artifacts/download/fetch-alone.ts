/** One process at a time fetches an artifact; the others wait, and find it complete. */
import type { Clock } from '../../../platform/clock.ts'
import { pause } from '../../../platform/pause.ts'
import type { FetchOptions, StoredArtifact } from '../artifacts.ts'
import type { ContentStore, Place } from '../content/content-store.ts'
import type { ArtifactLock, StoreLock } from '../content/store-lock.ts'

export interface FetchAloneTools {
  store: ContentStore
  lock: StoreLock
  clock: Clock
}

/** Small artifacts are soon there; for large ones nobody looks all the time. */
const firstPauseMs = 50
const longestPauseMs = 1_000

/** Carries the fetch out when nobody else is at it any more, whatever came of that. Rejects with the signal's reason. */
export async function fetchAlone(
  place: Place,
  options: FetchOptions,
  fetch: () => Promise<StoredArtifact>,
  tools: FetchAloneTools,
): Promise<StoredArtifact> {
  const own = await waitForTurn(place, options, tools)
  try {
    return await fetch()
  } finally {
    await own.release()
  }
}

/** What the other one has received so far is one's own progress, too. */
async function waitForTurn(
  place: Place,
  { signal, onProgress }: FetchOptions,
  { store, lock, clock }: FetchAloneTools,
): Promise<ArtifactLock> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, 2 * pauseMs)) {
    signal.throwIfAborted()
    const own = await lock.tryArtifact(place.id)
    if (own) return own
    onProgress?.({ received: await store.bytesAt(place), waiting: { reason: 'another agent downloads it' } })
    await pause(clock, pauseMs, signal)
  }
}
