import type { KeyValue } from '../../spec/index.ts'
import type { Packing } from './packing.ts'

/** The artifact store, as an agent sees it. */
export interface Artifacts {
  /**
   * What a component's configuration says of its artifact: `source` (repeatable: mirrors), `integrity`, `size`,
   * `packed`, `unpackedIntegrity`, `unpackedSize`.
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
  /** How it is packed; the store keeps it so, and `integrity` and `size` are of the packed bytes. */
  packed?: Packing
  /** Subresource integrity of what it unpacks to. */
  unpackedIntegrity?: string
  /** Bytes of what it unpacks to. */
  unpackedSize?: number
}

export interface FetchOptions {
  signal: AbortSignal
  onProgress?(progress: FetchProgress): void
}

/** How far a fetch has come. */
export interface FetchProgress {
  /** Bytes that are there. */
  received: number
  /** Bytes in all, where that is known. */
  total?: number
  /** Over the last seconds. */
  bytesPerSecond?: number
  /** What is left at that rate. */
  remainingMs?: number
  /** Set while nothing arrives and nothing should: a pause before the next attempt, a closed window, others' turn. */
  waiting?: FetchWait
  /** What people should know: the server sends no ranges, so the download began anew. */
  note?: string
}

/** A fetch that waits on purpose. */
export interface FetchWait {
  /** For people: `the download window opens at 02:00`, `mirror.example answered 503`. No secrets. */
  reason: string
  /** Milliseconds from now until it goes on, where that is known. */
  forMs?: number
}

export interface StoredArtifact {
  path: string
  /** Bytes. */
  size: number
  integrity: string
}
