import type { ArtifactDescription, FetchProgress, StoredArtifact } from '../artifacts/artifacts.ts'
import type { StepContext } from './agent.ts'

/** A whole `download` step: brings the artifact into the store and tells how much of it is there. Idempotent. */
export function fetchArtifact(artifact: ArtifactDescription, context: StepContext): Promise<StoredArtifact> {
  const onProgress = ({ received, total }: FetchProgress) => {
    if (total) context.progress((100 * received) / total, `${received} of ${total} bytes`)
    else context.progress(0, `${received} bytes`)
  }
  return context.artifacts.fetch(artifact, { signal: context.signal, onProgress })
}
