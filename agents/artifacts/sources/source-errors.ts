import { fileError } from './file-errors.ts'
import { httpError } from './http-errors.ts'
import type { SourceRequest } from './source.ts'

/** What went wrong with a source, or on the way to it and back, as a SourceError; the signal's reason when aborted. */
export function toSourceError(error: unknown, request: SourceRequest): unknown {
  if (request.signal.aborted) return request.signal.reason
  return request.source.startsWith('file:') ? fileError(error, request) : httpError(error, request.source)
}
