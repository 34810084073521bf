import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { ArtifactDescription, FetchOptions, StoredArtifact } from '../artifacts.ts'
import type { ContentStore, Place } from '../content/content-store.ts'
import { writeError } from '../content/disk-space.ts'
import { digestOf, isSameIntegrity } from '../content/integrity.ts'
import { type Passage, passGate } from '../gate/admission.ts'
import type { DownloadGate } from '../gate/gate.ts'
import type { ArtifactSettings } from '../settings.ts'
import { SourceError } from '../sources/source.ts'
import { sourceName } from '../sources/source-name.ts'
import type { Download } from './attempt.ts'
import { newBlame } from './blame.ts'
import { downloadFrom } from './download.ts'
import type { MirrorHealth } from './mirrors.ts'
import { openPartFile, type PartFile } from './part-file.ts'
import { newProgress, type ProgressTeller } from './progress.ts'
import { overMirrors } from './retry.ts'
import type { Visit } from './tour.ts'

export interface FetchTools {
  store: ContentStore
  settings: ArtifactSettings
  clock: Clock
  log: Log
  random: () => number
  gate: DownloadGate
  mirrors: MirrorHealth
}

/**
 * Brings an artifact into the store: the bytes that are there already are checked, the others downloaded; when all are
 * verified and on the disk, the part becomes the artifact. One fetch of an artifact may run at a time.
 */
export async function fetchArtifact(
  artifact: ArtifactDescription,
  options: FetchOptions,
  tools: FetchTools,
): Promise<StoredArtifact> {
  const { store, settings, clock } = tools
  const { signal, access } = options
  const known = await store.find(artifact)
  if (known) return known
  const place = store.placeOf(artifact)
  await store.prepare(place)
  const progress = newProgress(options.onProgress, clock)
  const part = await openPart(artifact, { place, progress, signal }, tools).catch((error) => {
    signal.throwIfAborted()
    throw writeError(error)
  })
  try {
    const singleStream = new Set<string>()
    const download = { artifact, place, part, store, settings, clock, progress, access, singleStream }
    await downloadAndVerify(download, signal, tools)
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
    await part.close()
  }
}

function openPart(
  artifact: ArtifactDescription,
  { place, progress, signal }: { place: Place; progress: ProgressTeller; signal: AbortSignal },
  { settings, clock, log }: FetchTools,
): Promise<PartFile> {
  return openPartFile({
    part: place.part,
    ledger: place.ledger,
    algorithm: artifact.integrity === undefined ? 'sha256' : digestOf(artifact.integrity).algorithm,
    partSize: settings.partSize,
    clock,
    log,
    signal,
    onCheck: (bytes) => progress.received(bytes, artifact.size),
  })
}

/** Until what has come is what was declared. */
async function downloadAndVerify(download: Download, signal: AbortSignal, tools: FetchTools): Promise<void> {
  const { artifact, part, progress } = download
  const { gate, clock } = tools
  const blame = newBlame(part.received > 0)
  const onWait = progress.wait
  const goOn = async (visit: Visit, passage: Passage) => {
    const { source } = visit
    const fromStart = blame.mustStartOver(source)
    const before = part.received
    await downloadFrom({ ...visit, ...passage, fromStart }, download).finally(() => {
      if (part.received === before) return
      if (fromStart) blame.startedOver()
      blame.brought(source)
    })
  }
  const attempt = async (visit: Visit) => {
    const { source } = visit
    if (source.startsWith('file:')) await goOn(visit, { signal, admit: async (bytes) => bytes })
    else await passGate({ gate, clock, signal, onWait }, (passage) => goOn(visit, passage))
    if (artifact.integrity === undefined || isSameIntegrity(artifact.integrity, part.integrity())) return
    const retryable = blame.wrong(source)
    await part.restart()
    blame.startedOver()
    const message = `what ${sourceName(source)} sent has another hash than declared`
    throw new SourceError('INTEGRITY_MISMATCH', message, { retryable })
  }
  await overMirrors(artifact.sources, attempt, { ...tools, signal, onWait, received: () => part.received })
}
