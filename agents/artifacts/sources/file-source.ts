/**
 * Artifacts by `file:` URL: media that somebody has brought.
 *
 * Invariant: nothing but a plain file is opened. To open a FIFO may take for ever, and a device may notice it.
 */
import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { fileError } from './file-errors.ts'
import { type SourceAnswer, SourceError, type SourceRequest } from './source.ts'
import { sourceName } from './source-name.ts'

/** Opens the file at the offset; its size and time stand in for an ETag. Rejects with a SourceError. */
export async function openFileSource(request: SourceRequest): Promise<SourceAnswer> {
  try {
    return await answerFrom(await openPlainFile(request.source), request)
  } catch (error) {
    throw fileError(error, request)
  }
}

async function openPlainFile(source: string): Promise<FileHandle> {
  const file = fileURLToPath(source)
  if (!(await stat(file)).isFile()) throw notAFile(source)
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  if ((await handle.stat()).isFile()) return handle
  await handle.close()
  throw notAFile(source)
}

async function answerFrom(handle: FileHandle, request: SourceRequest): Promise<SourceAnswer> {
  const { size, mtimeMs } = await handle.stat()
  const validator = `"${size}-${mtimeMs}"`
  const isSame = request.validator === undefined || request.validator === validator
  const { offset: start, end } = isSame ? request : { offset: 0 }
  if (start > 0 && start >= size) {
    await handle.close()
    return { kind: 'beyondEnd', total: size }
  }
  const last = end === undefined ? {} : { end: end - 1 }
  const body = handle.createReadStream({ start, ...last, highWaterMark: 1024 * 1024 })
  return { kind: 'bytes', body, start, total: size, validator }
}

function notAFile(source: string): SourceError {
  return new SourceError('INVALID_SOURCE', `${sourceName(source)} is not a file`, { retryable: false })
}
