import { bytesText, shareText } from '../../platform/bytes.ts'
import { formatDuration } from '../../platform/config/duration.ts'
import type { ArtifactDescription, FetchProgress, FetchWait, StoredArtifact } from '../artifacts/artifacts.ts'
import type { StepContext } from './agent.ts'

/** What is told of a wait of which nobody knows how long it will take; whoever waits tells it again each minute. */
const unknownWaitMs = 5 * 60_000

/**
 * A whole `download` step: brings the artifact into the store and tells how much of it is there, how fast it comes, and
 * what it waits for. Idempotent.
 */
export function fetchArtifact(artifact: ArtifactDescription, context: StepContext): Promise<StoredArtifact> {
  const onProgress = (progress: FetchProgress) => {
    const { total = artifact.size } = progress
    tellFetch({ ...progress, ...(total !== undefined && { total }) }, context)
  }
  return context.artifacts.fetch(artifact, { signal: context.signal, onProgress })
}

/** How far a fetch has come, as the progress of the step. */
export function tellFetch(progress: FetchProgress, context: Pick<StepContext, 'progress'>): void {
  const { received, total, waiting } = progress
  const percent = total ? (100 * received) / total : 0
  const waitMs = waiting && Math.max(1, Math.round(waiting.forMs ?? unknownWaitMs))
  context.progress(percent, progressText(progress), waitMs)
}

/** `12.3 of 50.0 MB, 1.2 MB/s, 31s left`; `12.3 of 50.0 MB, waits 3h: the download window opens at …`. */
function progressText({
  received,
  total,
  bytesPerSecond,
  remainingMs,
  waiting,
  note,
}: FetchProgress): string {
  const rate = waiting || bytesPerSecond === undefined ? '' : `${bytesText(bytesPerSecond)}/s`
  const left = waiting || remainingMs === undefined ? '' : `${formatDuration(remainingMs)} left`
  const amount = total ? shareText(received, total) : bytesText(received)
  return [amount, rate, left, waiting ? waitText(waiting) : '', note ?? ''].filter(Boolean).join(', ')
}

function waitText({ reason, code, forMs }: FetchWait): string {
  const span = forMs === undefined ? '' : ` ${formatDuration(forMs)}`
  return `waits${span}: ${reason}${code === undefined ? '' : ` [${code}]`}`
}
