import type { ErrorCode, KeyValue } from '../../spec/index.ts'
import type { Packing } from './packing/packing.ts'

/** The artifact store of the device, as one agent's runtime sees it. Other agents use the same one. */
export interface ArtifactStore {
  /** What the operation's steps work with. All that it reserves or fetches stays until the operation is ended. */
  forOperation(activityId: string): Artifacts
  /**
   * The operation needs nothing any more: what nobody else needs may go. What was only begun, or not committed, is kept
   * for a while, for a campaign that wants the same. Idempotent.
   */
  endOperation(activityId: string, end?: { committed: boolean }): Promise<void>
  /** Ends all operations of the agent but these, which is how what a crash has left behind goes away. Idempotent. */
  endOthers(activityIds: string[]): Promise<void>
}

/** One of a component's artifacts. */
export interface DescribedArtifact {
  /** Absent for the main one, which `source`, `integrity` and so on describe. */
  name?: string
  artifact: ArtifactDescription
}

/** The artifact store, as an operation sees it. */
export interface Artifacts {
  /**
   * What a component's configuration says of its artifact: `source` (repeatable: mirrors), `integrity`, `size`,
   * `packed`, `unpackedIntegrity`, `unpackedSize`.
   * Throws INVALID_COMPONENT, UNVERIFIED or INVALID_SOURCE.
   */
  describe(config: KeyValue[]): ArtifactDescription
  /** And of all its artifacts: those of `artifact.NAME.source` and so on come after the main one. Throws likewise. */
  describeAll(config: KeyValue[]): DescribedArtifact[]
  /**
   * Sets aside what the operation is going to need on the disk, before it is needed; and keeps what of it is there
   * already. Throws DISK_FULL, with the numbers, where a file system cannot take that beside what others have reserved.
   * Adds to what was reserved before; the same need again replaces itself. Idempotent.
   */
  reserve(needs: Need[]): Promise<void>
  /**
   * Brings the artifact into the store and verifies it; resumes what an earlier call, also of an earlier process,
   * has left. Idempotent: an artifact that is there is not fetched again. It stays until the operation ends.
   */
  fetch(artifact: ArtifactDescription, options: FetchOptions): Promise<StoredArtifact>
  /** The artifact, if it is there, verified. It stays if the operation has reserved or fetched it. */
  find(artifact: ArtifactDescription): Promise<StoredArtifact | undefined>
  /**
   * The component is now installed in this version, made of these artifacts; of none where it is gone. Where
   * `artifacts.keepInstalled` is set they stay in place of those of the version before, so that the version can be put
   * back without a network. Unverified ones never stay. Idempotent.
   */
  keep(component: { id: string; version: string }, artifacts: ArtifactDescription[]): Promise<void>
}

/** Space on the disk that an operation is going to take. */
export type Need = ArtifactNeed | FolderNeed

/** The artifact in the store, as far as it is not there yet. */
interface ArtifactNeed {
  artifact: ArtifactDescription
}

/** What is unpacked into a folder, or kept in it. The folder need not exist yet. */
export interface FolderNeed {
  folder: string
  /** 0 gives the space back: it has been taken, or is not needed after all. */
  bytes: number
  /** For people: `app 2.0, unpacked`. Names the need within its folder. */
  what: string
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
  /** For servers whose credentials live shorter than a download. */
  access?: Access
}

/**
 * What a server is shown and trusted with, beside what the settings say; asked before each request, also one that was
 * redirected, and once more with what the server wants (its `WWW-Authenticate`) where it answers 401. Neither stored nor
 * logged. May reject with a SourceError.
 */
export type Access = (url: URL, challenge?: string) => Promise<Grant>

export interface Grant {
  /** Names in lower case. */
  headers?: Record<string, string>
  /** File with CA certificates, PEM. */
  caCert?: string
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
  /** Of the error that it waits after, where it was one. */
  code?: ErrorCode
  /** Milliseconds from now until it goes on, where that is known. */
  forMs?: number
}

export interface StoredArtifact {
  path: string
  /** Bytes. */
  size: number
  integrity: string
}
