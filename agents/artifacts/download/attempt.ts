import type { Clock } from '../../../platform/clock.ts'
import type { Access, ArtifactDescription } from '../artifacts.ts'
import type { ContentStore, Place } from '../content/content-store.ts'
import type { ArtifactSettings } from '../settings.ts'
import type { PartFile } from './part-file.ts'
import type { ProgressTeller } from './progress.ts'

/** What a download works on. */
export interface Download {
  artifact: ArtifactDescription
  place: Place
  part: PartFile
  store: ContentStore
  settings: ArtifactSettings
  clock: Clock
  progress: ProgressTeller
  access: Access | undefined
  /** Sources that have to be read in one stream. */
  singleStream: Set<string>
}

/** How one attempt may go about it. */
export interface Attempt {
  source: string
  mayStartOver: boolean
  /** What is there is not gone on from, and given up as soon as the source answers. */
  fromStart?: boolean
  signal: AbortSignal
  /** Resolves with how many of the bytes may be taken now, at least one. */
  admit(bytes: number): Promise<number>
}
