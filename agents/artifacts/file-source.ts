import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type SourceAnswer, SourceError, type SourceRequest } from './source.ts'
import { sourceName } from './source-name.ts'

/** Opens a `file:` URL: media that somebody has brought. Its size and time stand in for an ETag. */
export async function openFileSource(request: SourceRequest): Promise<SourceAnswer> {
  const file = fileURLToPath(request.source)
  const { size, mtimeMs } = await inspect(file, request.source)
  const validator = `"${size}-${mtimeMs}"`
  const isSame = request.validator === undefined || request.validator === validator
  const start = isSame ? request.offset : 0
  if (start > 0 && start >= size) return { kind: 'beyondEnd', total: size }
  const body = createReadStream(file, { start, highWaterMark: 1024 * 1024 })
  return { kind: 'bytes', body, start, total: size, validator }
}

async function inspect(file: string, source: string): Promise<{ size: number; mtimeMs: number }> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    const code = error.code === 'EACCES' ? 'FORBIDDEN' : 'NOT_FOUND'
    throw new SourceError(code, `${sourceName(source)}: ${error.code}`, { retryable: false })
  })
  if (found.isFile()) return found
  throw new SourceError('INVALID_SOURCE', `${sourceName(source)} is not a file`, { retryable: false })
}
