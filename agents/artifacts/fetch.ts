import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { ArtifactDescription, FetchOptions, FetchWait, StoredArtifact } from './artifacts.ts'
import type { ContentStore } from './content-store.ts'
import { writeError } from './disk-space.ts'
import { type Download, downloadFrom } from './download.ts'
import type { DownloadGate } from './gate.ts'
import { digestOf, isSameIntegrity } from './integrity.ts'
import { openPartFile } from './part-file.ts'
import { overMirrors } from './retry.ts'
import type { ArtifactSettings } from './settings.ts'
import { SourceError } from './source.ts'
import { sourceName } from './source-name.ts'

export interface FetchTools {
  store: ContentStore
  settings: ArtifactSettings
  clock: Clock
  log: Log
  random: () => number
  gate: DownloadGate
}

/**
 * Brings an artifact into the store: the bytes that are there already are hashed, the others downloaded; when all are
 * verified and on the disk, the part becomes the artifact. One fetch of an artifact may run at a time.
 */
export async function fetchArtifact(
  artifact: ArtifactDescription,
  options: FetchOptions,
  tools: FetchTools,
): Promise<StoredArtifact> {
  const { store, settings, clock } = tools
  const known = await store.find(artifact)
  if (known) return known
  const place = store.placeOf(artifact)
  await store.prepare(place)
  const { signal } = options
  const { part: file, ledger } = place
  const algorithm = algorithmOf(artifact)
  const { partSize } = settings
  const part = await openPartFile({ part: file, ledger, algorithm, partSize, clock, log: tools.log, signal })
  const onWait = (waiting: FetchWait | undefined) =>
    options.onProgress?.({ received: part.size, ...(waiting && { waiting }) })
  const admission = await tools.gate.enter({ signal, onWait })
  try {
    await downloadAndVerify({ artifact, place, part, store, settings, options, now: clock.now }, tools)
    const integrity = part.integrity()
    await part.sync()
    await store.writeRecord(place, { validators: {}, integrity })
    await store.complete(place)
    tools.log.info({ artifact: place.id, size: part.size }, 'an artifact is complete and verified')
    return { path: place.file, size: part.size, integrity }
  } catch (error) {
    signal.throwIfAborted()
    throw writeError(error)
  } finally {
    await admission.leave()
    await part.close()
  }
}

function algorithmOf({ integrity }: ArtifactDescription): string {
  return integrity === undefined ? 'sha256' : digestOf(integrity).algorithm
}

/** A source with the wrong bytes gets one more chance: they may have changed on the way. */
async function downloadAndVerify(download: Download, tools: FetchTools): Promise<void> {
  const { artifact, part, options } = download
  const wrong = new Set<string>()
  const attempt = async (source: string) => {
    await downloadFrom(source, download)
    if (artifact.integrity === undefined || isSameIntegrity(artifact.integrity, part.integrity())) return
    await part.restart()
    const message = `what ${sourceName(source)} sent has another hash than declared`
    const retryable = !wrong.has(source)
    wrong.add(source)
    throw new SourceError('INTEGRITY_MISMATCH', message, { retryable })
  }
  const { signal } = options
  await overMirrors(artifact.sources, attempt, { ...tools, signal, received: () => part.size })
}
