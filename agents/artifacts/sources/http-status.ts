/** What a status means that brings no bytes. */
import { type HeaderFields, text } from './http-headers.ts'
import { SourceError } from './source.ts'

/** An answer that asks for a longer pause than this is not to be taken by its word. */
const longestRetryAfterMs = 3_600_000

/** Statuses that pass: 202 Accepted (it is being made), 408 Request Timeout, 425 Too Early, 429 Too Many Requests. */
const passing = [202, 408, 425, 429]

/** `name` is the server as people may see it, `now` ms since the epoch. */
export function statusError(status: number, headers: HeaderFields, name: string, now: number): SourceError {
  const message = `${name} answered ${status}`
  const final = { retryable: false }
  if (status === 404 || status === 410) return new SourceError('NOT_FOUND', message, final)
  if (status === 401 || status === 403) {
    return new SourceError('FORBIDDEN', `${message}: a fresh URL or other credentials are needed`, final)
  }
  if (status === 407) {
    return new SourceError('FORBIDDEN', `${message}: the proxy wants other credentials`, final)
  }
  const retryable = status >= 500 || passing.includes(status)
  const retryAfterMs = retryable ? parseRetryAfter(headers, now) : 0
  return new SourceError('SERVER_ERROR', message, { retryable, retryAfterMs })
}

/** Seconds, or a date: then the server's own clock counts, since the device's may be wrong. */
function parseRetryAfter(headers: HeaderFields, now: number): number {
  const value = text(headers, 'retry-after') ?? ''
  const serverNow = Date.parse(text(headers, 'date') ?? '')
  const reference = Number.isNaN(serverNow) ? now : serverNow
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : dateOf(value) - reference
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), longestRetryAfterMs)
}

/** `Date.parse` makes a date of nearly anything with a digit. */
function dateOf(value: string): number {
  return /^[A-Z][a-z]+,? /.test(value) ? Date.parse(value) : Number.NaN
}
