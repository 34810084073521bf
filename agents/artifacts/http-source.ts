/**
 * One request for an artifact over http or https.
 *
 * What got does by default and must not do here: decode the body (the hash is of what is sent, and so are offsets), read
 * the whole body of an error, retry from the first byte, wait for ever.
 */
import { readFile } from 'node:fs/promises'
import { type SourceAnswer, SourceError, type SourceRequest } from './source.ts'
import { sourceName } from './source-name.ts'

export interface HttpSettings {
  idleTimeoutMs: number
  /** File with CA certificates, PEM, in place of the system's. */
  caCert?: string
}

type HeaderFields = Record<string, string | string[] | undefined>

const maxRedirects = 5
/** An answer that asks for a longer pause than this is not to be taken by its word. */
const longestRetryAfterMs = 3_600_000

/** Opens the source at the offset. Rejects with a SourceError, or with the signal's reason. `now` is ms since the epoch. */
export async function openHttpSource(
  request: SourceRequest,
  settings: HttpSettings,
  now: number,
): Promise<SourceAnswer> {
  const body = await startRequest(request, settings)
  const failed = new Promise<never>((_, reject) => body.on('error', reject))
  const answered = new Promise<{ statusCode: number; headers: HeaderFields }>((resolve) =>
    body.once('response', resolve),
  )
  try {
    const { statusCode, headers } = await Promise.race([answered, failed])
    if (statusCode === 200) return { kind: 'bytes', body, start: 0, ...describeBody(headers) }
    if (statusCode === 206) return partialAnswer(body, headers, request)
    body.destroy()
    if (statusCode === 416 && request.offset > 0) return { kind: 'beyondEnd', total: rangeOf(headers)?.total }
    throw statusError(statusCode, headers, request.source, now)
  } catch (error) {
    body.destroy()
    throw toSourceError(error, request)
  }
}

async function startRequest({ source, offset, validator, signal }: SourceRequest, settings: HttpSettings) {
  const { default: got } = await import('got')
  const ca = settings.caCert === undefined ? undefined : await readFile(settings.caCert, 'utf8')
  const idle = settings.idleTimeoutMs
  return got.stream(source, {
    signal,
    decompress: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    timeout: { lookup: idle, connect: idle, secureConnect: idle, response: idle, socket: idle },
    maxRedirects,
    hooks: { beforeRedirect: [({ url }, response) => assertSecure(response.url, url, source)] },
    headers: {
      'accept-encoding': 'identity',
      'user-agent': 'godwit',
      ...(offset > 0 && { range: `bytes=${offset}-` }),
      ...(offset > 0 && validator !== undefined && { 'if-range': validator }),
    },
    ...(ca !== undefined && { https: { certificateAuthority: ca } }),
  })
}

/** got follows no redirect to anything but http and https, and takes no credentials to another origin. */
function assertSecure(from: string, to: URL | string | undefined, source: string): void {
  if (new URL(from).protocol !== 'https:' || new URL(String(to)).protocol === 'https:') return
  const message = `${sourceName(source)} redirects from https to plain http`
  throw new SourceError('INVALID_SOURCE', message, { retryable: false })
}

function partialAnswer(
  body: Extract<SourceAnswer, { kind: 'bytes' }>['body'],
  headers: HeaderFields,
  { offset, validator }: SourceRequest,
): SourceAnswer {
  const range = rangeOf(headers)
  const { validator: sent } = describeBody(headers)
  const isSame = validator === undefined || sent === undefined || sent === validator
  if (range?.start === offset && isSame) {
    return { kind: 'bytes', body, start: offset, total: range.total, validator: sent }
  }
  body.destroy()
  return { kind: 'otherBytes' }
}

function describeBody(headers: HeaderFields) {
  const length = text(headers, 'content-length')
  const etag = text(headers, 'etag')
  return {
    total: length === undefined ? undefined : Number(length),
    validator: etag?.startsWith('"') ? etag : text(headers, 'last-modified'),
  }
}

/** `bytes 5-9/10`, `bytes 5-9/*`, `bytes * /10` */
function rangeOf(
  headers: HeaderFields,
): { start: number | undefined; total: number | undefined } | undefined {
  const match = /^bytes (?:(\d+)-\d+|\*)\/(?:(\d+)|\*)$/.exec(text(headers, 'content-range') ?? '')
  if (!match) return undefined
  const [, start, total] = match
  return {
    start: start === undefined ? undefined : Number(start),
    total: total === undefined ? undefined : Number(total),
  }
}

function text(headers: HeaderFields, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

/** Statuses that pass: 408 Request Timeout, 425 Too Early, 429 Too Many Requests. */
const passing = [408, 425, 429]

function statusError(status: number, headers: HeaderFields, source: string, now: number): SourceError {
  const message = `${sourceName(source)} answered ${status}`
  if (status === 404 || status === 410) return new SourceError('NOT_FOUND', message, { retryable: false })
  if (status === 401 || status === 403) return new SourceError('FORBIDDEN', message, { retryable: false })
  const retryable = status >= 500 || passing.includes(status)
  const retryAfterMs = parseRetryAfter(text(headers, 'retry-after'), now)
  return new SourceError('SERVER_ERROR', message, { retryable, retryAfterMs })
}

/** Seconds, or a date. */
function parseRetryAfter(value: string | undefined, now: number): number {
  if (value === undefined) return 0
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), longestRetryAfterMs)
}

/** What went wrong on the way to the source or back. got's own errors know the URL with its secrets: they end here. */
export function toSourceError(error: unknown, { source, signal }: SourceRequest): unknown {
  if (signal.aborted) return signal.reason
  const known = [error, (error as Error).cause].find((candidate) => candidate instanceof SourceError)
  if (known) return known
  const { code = 'unknown error', event } = error as { code?: string; event?: string }
  return new SourceError('NETWORK', `${sourceName(source)}: ${event ? `timeout (${event})` : code}`, {
    retryable: true,
  })
}
