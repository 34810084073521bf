import type { Readable } from 'node:stream'
import { type ErrorCode, GodwitError } from '../../../spec/index.ts'
import type { Access } from '../artifacts.ts'

/** Bytes of one artifact, from one source. */
export interface SourceRequest {
  source: string
  /** First byte that is wanted. */
  offset: number
  /** The byte behind the last one that is wanted; absent means all that follow. */
  end?: number
  /** What the bytes so far came with: an offset is only good for the same. */
  validator: string | undefined
  signal: AbortSignal
  access?: Access | undefined
}

export type SourceAnswer =
  | {
      kind: 'bytes'
      /** Has to be read, or destroyed. */
      body: Readable
      /** The first byte that comes; the wanted one, or 0. */
      start: number
      /** The byte behind the last one that comes, where the source answers with a range. */
      end?: number
      /** Size of the whole artifact, where the source says so. */
      total: number | undefined
      /** A strong ETag or a Last-Modified, where the source gives one. */
      validator: string | undefined
    }
  /** There is nothing at the offset: the artifact ends before it, or just there. */
  | { kind: 'beyondEnd'; total: number | undefined }
  /** What it has does not go on from the offset. */
  | { kind: 'otherBytes' }

/** A failure that says something of one source. One that is not retryable makes the source useless. */
export class SourceError extends GodwitError {
  /** Whether a retry can help has to be said; there is no cause, since causes know URLs with their secrets. */
  constructor(code: ErrorCode, message: string, options: { retryable: boolean; retryAfterMs?: number }) {
    super(code, message, options)
  }
}

/** The source does not go on where the download stands, and what is there was not to be given up for it. */
export class WouldStartOver extends SourceError {
  constructor(message: string) {
    super('SERVER_ERROR', message, { retryable: true })
  }
}
