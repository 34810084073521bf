/** Plays a plan: the mirrors misbehave as it says, a store downloads from them, and what came of it is returned. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ArtifactDescription, Artifacts, StoredArtifact } from '../../../agents/artifacts/artifacts.ts'
import { type ArtifactSettings, artifactSettings } from '../../../agents/artifacts/settings.ts'
import { createArtifactStore } from '../../../agents/artifacts/store.ts'
import { makeCertificates } from '../certificates.ts'
import { type HurriedClock, hurriedClock } from '../hurried-clock.ts'
import { type RecordedLog, recordLog } from '../logging.ts'
import type { Scope } from '../scope.ts'
import { temporaryFolder } from '../temp.ts'
import { type Content, contentOf } from './content.ts'
import type { MirrorPlan } from './fault.ts'
import { type Mirror, type MirrorOptions, startMirror } from './mirror.ts'

export interface Plan {
  seed: number
  /** Bytes. */
  size: number
  /** Whether the component says how large its artifact is. */
  declaresSize: boolean
  mirrors: MirrorPlan[]
  /** Requests at the same time. */
  ranges: number
  /** The download is stopped, and begun again by a new store, when it has come so far, in bytes. */
  stops: number[]
}

export interface Stage {
  tls: NonNullable<MirrorOptions['tls']>
  settings: ArtifactSettings
}

export interface Played {
  content: Content
  artifact: ArtifactDescription
  mirrors: Mirror[]
  folder: string
  /** Either of them. */
  stored?: StoredArtifact
  error?: unknown
  clock: HurriedClock
  log: RecordedLog
  /** Another store on the same folder. */
  newStore(): Artifacts
}

/** Small, so that a few MiB are several parts. */
const partSize = 1024 * 1024

/** A fetch in which nothing at all moves for that long hangs. */
const hangMs = 60_000

/** What all plans share: certificates, and settings by which waiting for a dead server does not take long. */
export async function makeStage(scope: Scope): Promise<Stage> {
  const [trusted, untrusted] = [
    makeCertificates(await temporaryFolder(scope)),
    makeCertificates(await temporaryFolder(scope)),
  ]
  const read = ({ serverKey, serverCert }: typeof trusted) => ({
    key: readFileSync(serverKey, 'utf8'),
    cert: readFileSync(serverCert, 'utf8'),
  })
  return {
    tls: { trusted: read(trusted), untrusted: read(untrusted) },
    settings: {
      ...artifactSettings(),
      idleTimeoutMs: 300,
      retries: 60,
      maxSize: 60 * 1024 * 1024,
      caCert: trusted.ca,
    },
  }
}

export async function play(scope: Scope, plan: Plan, { tls, settings }: Stage): Promise<Played> {
  const content = contentOf(plan.seed, plan.size)
  const watchdog = newWatchdog(hangMs)
  scope.defer(() => watchdog.stop())
  const start = (mirror: MirrorPlan) => startMirror(scope, content, mirror, { tls, onChange: watchdog.feed })
  const mirrors = await Promise.all(plan.mirrors.map(start))
  const folder = join(await temporaryFolder(scope, 'chaos'), 'artifacts')
  const [clock, log] = [hurriedClock(), recordLog()]
  const random = () => 0.5
  const newStore = () =>
    createArtifactStore(
      { ...settings, ranges: plan.ranges, partSize },
      { folder, domain: 'software', clock, log, random },
    ).forOperation('campaign')
  const artifact: ArtifactDescription = {
    sources: mirrors.map(({ source }) => source),
    integrity: content.integrity(),
    ...(plan.declaresSize && { size: plan.size }),
  }
  const played = { content, artifact, mirrors, folder, clock, log, newStore }
  try {
    for (const stop of plan.stops) await fetchUpTo(stop, newStore(), artifact, watchdog)
    return {
      ...played,
      stored: await newStore().fetch(artifact, { signal: watchdog.signal, onProgress: watchdog.feed }),
    }
  } catch (error) {
    watchdog.signal.throwIfAborted()
    return { ...played, error }
  } finally {
    watchdog.stop()
  }
}

/** Resolves when the fetch was stopped, or is done. */
async function fetchUpTo(
  bytes: number,
  store: Artifacts,
  artifact: ArtifactDescription,
  watchdog: Watchdog,
): Promise<void> {
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, watchdog.signal])
  const onProgress = ({ received }: { received: number }) => {
    watchdog.feed()
    if (received >= bytes) stop.abort(new Error('stopped by the plan'))
  }
  await store.fetch(artifact, { signal, onProgress }).catch((error) => {
    if (error !== stop.signal.reason) throw error
  })
}

interface Watchdog {
  /** Aborts when it was not fed for too long. */
  readonly signal: AbortSignal
  feed(): void
  stop(): void
}

function newWatchdog(ms: number): Watchdog {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new Error(`nothing has moved for ${ms} ms`)), ms)
  return {
    signal: controller.signal,
    feed: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  }
}
