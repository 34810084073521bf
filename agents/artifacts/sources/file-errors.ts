import type { ErrorCode } from '../../../spec/index.ts'
import { SourceError, type SourceRequest } from './source.ts'
import { sourceName } from './source-name.ts'

/** What went wrong with a file, as a SourceError. One that was there before may come back: a medium is put in again. */
export function fileError(error: unknown, { source, offset }: Pick<SourceRequest, 'source' | 'offset'>) {
  if (error instanceof SourceError) return error
  const { code = 'unknown error' } = error as NodeJS.ErrnoException
  const fail = (kind: ErrorCode, words: string, retryable: boolean) =>
    new SourceError(kind, `${sourceName(source)} ${words} (${code})`, { retryable })
  if (code === 'EACCES' || code === 'EPERM') return fail('FORBIDDEN', 'may not be read', false)
  if (code === 'ENOENT' || code === 'ENOTDIR') return fail('NOT_FOUND', 'is not there', offset > 0)
  return fail('NETWORK', 'cannot be read: is the medium still there?', true)
}
