/**
 * Judges an answer by its status and headers, before any byte is taken.
 *
 * Invariant: bytes are only taken where it is certain which ones they are, and that they are the file's own.
 */
import { type HeaderFields, text } from './http-headers.ts'
import type { HttpAnswer } from './http-request.ts'
import { statusError } from './http-status.ts'
import { type SourceAnswer, SourceError, type SourceRequest } from './source.ts'

/** The server's ranges are of no use; all of the file may be had from it. */
export interface BrokenRange {
  kind: 'brokenRange'
  problem: string
}

/** What the answer brings; where that is not `bytes`, its body has been left alone. Throws a SourceError. */
export function judgeAnswer(
  answer: HttpAnswer,
  request: SourceRequest,
  now: number,
): SourceAnswer | BrokenRange {
  const { status, headers, body, name } = answer
  if (status === 200) {
    assertPlain(answer, request.source)
    const total = numberOf(text(headers, 'content-length'))
    return { kind: 'bytes', body, start: 0, total, validator: validatorOf(headers) }
  }
  if (status === 206) return judgePart(answer, request)
  if (status === 416 && isRanged(request)) return judgeUnsatisfied(headers, request)
  throw statusError(status, headers, name, now)
}

/** Whether the request names a range. */
export function isRanged({ offset, end }: SourceRequest): boolean {
  return offset > 0 || end !== undefined
}

function judgePart(answer: HttpAnswer, request: SourceRequest): SourceAnswer | BrokenRange {
  const { headers, body } = answer
  assertPlain(answer, request.source)
  const range = rangeOf(headers)
  const problem = problemOf(range, headers, request)
  if (problem !== undefined || !range) return { kind: 'brokenRange', problem: problem ?? '' }
  const validator = validatorOf(headers)
  const { validator: wanted } = request
  if (wanted !== undefined && validator !== undefined && wanted !== validator) return { kind: 'otherBytes' }
  const { last, total } = range
  return { kind: 'bytes', body, start: request.offset, end: last + 1, total, validator }
}

function problemOf(
  range: ContentRange | undefined,
  headers: HeaderFields,
  { offset, end = Number.POSITIVE_INFINITY }: SourceRequest,
): string | undefined {
  const type = text(headers, 'content-type') ?? ''
  if (/^multipart\/byteranges\b/i.test(type)) return 'sends several ranges at once'
  if (!range) return 'does not say which range it sends'
  const { start, last, total } = range
  if (start !== offset) return `sends a range from byte ${start} where byte ${offset} was asked for`
  if (last < start) return 'sends a range that ends before it starts'
  if (last >= end) return `sends a range up to byte ${last} where byte ${end - 1} was asked for`
  if (total !== undefined && last >= total) return `sends byte ${last} of a file of ${total} bytes`
  const length = numberOf(text(headers, 'content-length'))
  if (length !== undefined && length !== last - start + 1) {
    return `sends ${length} bytes for a range of ${last - start + 1}`
  }
  return undefined
}

function judgeUnsatisfied(headers: HeaderFields, { offset }: SourceRequest): SourceAnswer | BrokenRange {
  const [, size] = /^bytes \*\/(\d+)$/.exec(text(headers, 'content-range') ?? '') ?? []
  const total = numberOf(size)
  if (total !== undefined && total > offset) {
    return { kind: 'brokenRange', problem: `has ${total} bytes and none from ${offset} on` }
  }
  if (offset > 0 || total !== undefined) return { kind: 'beyondEnd', total }
  return { kind: 'brokenRange', problem: 'has no range of the file' }
}

/** Last byte included. */
interface ContentRange {
  start: number
  last: number
  total: number | undefined
}

/** `bytes 5-9/10`, `bytes 5-9/*` */
function rangeOf(headers: HeaderFields): ContentRange | undefined {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(?:(\d{1,15})|\*)$/.exec(text(headers, 'content-range') ?? '')
  if (!match) return undefined
  return { start: Number(match[1]), last: Number(match[2]), total: numberOf(match[3]) }
}

/** Names of files that are compressed themselves: some servers call `app.tar.gz` encoded, and send it as it is. */
const fileEndings: Record<string, RegExp> = {
  gzip: /\.t?gz$/i,
  'x-gzip': /\.t?gz$/i,
  zstd: /\.(zst|tzst)$/i,
  br: /\.br$/i,
  xz: /\.t?xz$/i,
  bzip2: /\.t?bz2$/i,
  'x-bzip2': /\.t?bz2$/i,
}

/** Bytes that were encoded on their way are other bytes than the ones with the declared hash. */
function assertPlain({ headers, name }: HttpAnswer, source: string): void {
  const transfer = (text(headers, 'transfer-encoding') ?? '').toLowerCase().replace(/,?\s*chunked$/, '')
  const encodings = `${text(headers, 'content-encoding') ?? ''},${transfer}`.toLowerCase().split(/\s*,\s*/)
  const { pathname } = new URL(source)
  const strange = encodings.filter((encoding) => encoding !== '' && encoding !== 'identity')
  if (strange.every((encoding) => fileEndings[encoding]?.test(pathname))) return
  const shown = strange
    .join(', ')
    .slice(0, 40)
    .replace(/[^\w, -]/g, '?')
  const message = `${name} sends the file encoded (${shown}), which was not asked for`
  throw new SourceError('SERVER_ERROR', message, { retryable: false })
}

/** A strong ETag, else the time of the last change. */
function validatorOf(headers: HeaderFields): string | undefined {
  const etag = text(headers, 'etag')
  return etag?.startsWith('"') ? etag : text(headers, 'last-modified')
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits)
}
