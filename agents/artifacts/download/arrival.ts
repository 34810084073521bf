/** Notices that somebody brings an artifact to the store while it is being fetched. */
import { type FSWatcher, watch } from 'node:fs'
import path from 'node:path'
import type { ArtifactDescription, FetchOptions, StoredArtifact } from '../artifacts.ts'
import type { ContentStore } from '../content/content-store.ts'

/**
 * The result of the fetch, or the artifact as soon as it is there, whoever has brought it: a server that is out of reach
 * for hours need not be waited for. The fetch is then aborted, and ended before this resolves.
 */
export async function fetchOrArrival(
  artifact: ArtifactDescription,
  options: FetchOptions,
  fetch: (options: FetchOptions) => Promise<StoredArtifact>,
  store: ContentStore,
): Promise<StoredArtifact> {
  const arrival = new AbortController()
  let arrived: StoredArtifact | undefined
  const look = async () => {
    arrived ??= await store.find(artifact)
    if (arrived) arrival.abort()
  }
  const place = store.placeOf(artifact)
  await store.prepare(place)
  const watcher = watchFor(place.file, () => void look().catch(() => {}))
  try {
    return await fetch({ ...options, signal: AbortSignal.any([options.signal, arrival.signal]) })
  } catch (error) {
    if (!arrived || options.signal.aborted) throw error
    await store.removePart(place)
    return arrived
  } finally {
    watcher?.close()
  }
}

/** Without a watcher, where the system has none left, nothing is noticed, and nothing is lost. */
function watchFor(file: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path.dirname(file), { persistent: false }, (_, name) => {
      if (name === path.basename(file)) onChange()
    })
    return watcher.on('error', () => watcher.close())
  } catch {
    return undefined
  }
}
