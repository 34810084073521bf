import type { KeyValue } from '../../spec/index.ts'

/** The artifact store, as an agent sees it. */
export interface Artifacts {
  /**
   * What a component's configuration says of its artifact: `source` (repeatable: mirrors), `integrity`, `size`.
   * Throws INVALID_COMPONENT, UNVERIFIED or INVALID_SOURCE.
   */
  describe(config: KeyValue[]): ArtifactDescription
  /** Throws DISK_FULL where the file system of the store cannot take the artifacts that it does not have yet. */
  assertFits(artifacts: ArtifactDescription[]): Promise<void>
  /**
   * Brings the artifact into the store and verifies it; resumes what an earlier call, also of an earlier process,
   * has left. Idempotent: an artifact that is there is not fetched again.
   */
  fetch(artifact: ArtifactDescription, options: FetchOptions): Promise<StoredArtifact>
  /** The artifact, if it is there, verified. */
  find(artifact: ArtifactDescription): Promise<StoredArtifact | undefined>
  /** The operation no longer needs the artifact; what nobody needs is removed. */
  release(artifact: ArtifactDescription): Promise<void>
}

export interface ArtifactDescription {
  /** URLs of the same bytes, tried in order. */
  sources: string[]
  /** Subresource integrity, `sha256-…`, `sha384-…` or `sha512-…`; absent only where unverified ones are allowed. */
  integrity?: string
  /** Bytes. */
  size?: number
}

export interface FetchOptions {
  signal: AbortSignal
  /** Bytes that are there, of how many if that is known. */
  onProgress?(received: number, total: number | undefined): void
}

export interface StoredArtifact {
  path: string
  /** Bytes. */
  size: number
  integrity: string
}
