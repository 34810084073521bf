/**
 * What went wrong on the way to a source or back, in words.
 *
 * Invariant: errors of got and Node know the URL with its secrets, and headers; nothing of them goes on but codes,
 * host names and addresses.
 */
import { type ErrorCode, GodwitError } from '../../../spec/index.ts'
import { SourceError } from './source.ts'
import { sourceName } from './source-name.ts'
import { isTlsFailure, tlsCodeOf, tlsProblem } from './tls-errors.ts'

/** What errors of got and Node may say of themselves. */
interface Failure {
  code?: string
  /** What was waited for in vain. */
  event?: string
  hostname?: string
  address?: string
  port?: number
  /** What a proxy answered. */
  statusCode?: number
}

const cuts = ['ECONNRESET', 'ECONNABORTED', 'EPIPE']

/** Whether the other side has closed the connection. */
export function isCut(error: unknown): boolean {
  return cuts.includes((error as Failure).code ?? '')
}

/** What no other answer would change: a request that cannot be made, or a mistake in this program. */
const ownFaults = [TypeError, RangeError, ReferenceError]

/**
 * The error as a SourceError, unless it says itself what it is. `url` is where the request went, if that is not the source
 * itself.
 */
export function httpError(error: unknown, source: string, url = new URL(source)): GodwitError {
  const { cause } = error as Error
  const known = [error, cause].find((candidate) => candidate instanceof GodwitError)
  if (known) return known
  const failure: Failure = { ...(cause as Failure | undefined), ...(error as Failure) }
  const code = tlsCodeOf(error as Error) ?? 'unknown error'
  const fail: Fail = (kind, words, retryable = true) =>
    new SourceError(kind, `${sourceName(source)}: ${words} (${code})`, { retryable })
  if (code === 'ERR_PROXY_TUNNEL') return proxyError(failure, url, fail)
  if (isTlsFailure(code)) return fail('TLS_FAILED', tlsProblem(code, url.hostname))
  const fault = [error, cause].find((candidate) => ownFaults.some((kind) => candidate instanceof kind))
  if (fault) return fail('INTERNAL', `the request cannot be made: ${(fault as Error).name}`, false)
  // More of them will not be better headers.
  if (code === 'HPE_HEADER_OVERFLOW') return fail('SERVER_ERROR', `${url.host} sends too many headers`, false)
  if (code.startsWith('HPE_')) return fail('SERVER_ERROR', `${url.host} does not speak proper HTTP`)
  return fail('NETWORK', networkProblem(failure, url))
}

type Fail = (code: ErrorCode, words: string, retryable?: boolean) => SourceError

function proxyError({ statusCode }: Failure, { host }: URL, fail: Fail): SourceError {
  if (statusCode === 407)
    return fail('FORBIDDEN', 'the proxy answered 407: it wants other credentials', false)
  if (statusCode === 401 || statusCode === 403) {
    return fail('FORBIDDEN', `the proxy answered ${statusCode}: it lets nobody through to ${host}`, false)
  }
  if (!statusCode) return fail('NETWORK', `the proxy makes no connection to ${host}`)
  return fail('NETWORK', `the proxy answered ${statusCode}: it does not reach ${host}`)
}

/** What was spoken to. At another port than the server's there is the proxy. */
function placeOf({ address, port }: Failure, url: URL): string {
  if (address === undefined) return url.host
  if (port === undefined) return address
  const serverPort = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  return `${port === serverPort ? '' : 'the proxy '}${address}:${port}`
}

function networkProblem(failure: Failure, url: URL): string {
  const { code = '', event, hostname = url.hostname } = failure
  const place = placeOf(failure, url)
  const isNameService = event === 'lookup' || code === 'EAI_AGAIN' || code === 'ESERVFAIL'
  if (isNameService) return `cannot find ${hostname}: the name service does not answer`
  if (isCut(failure)) return 'the connection was cut'
  switch (event ?? code) {
    case 'ENOTFOUND':
    case 'ENODATA':
      return `cannot find ${hostname}: the name service does not know it`
    case 'ECONNREFUSED':
      return `${place} refuses connections`
    case 'EHOSTUNREACH':
    case 'EHOSTDOWN':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return `there is no way to ${place}: the network is down, or a route is missing`
    case 'connect':
    case 'ETIMEDOUT':
      return `${place} does not answer`
    case 'secureConnect':
      return `${url.host} does not get to the end of the TLS handshake`
    case 'response':
      return `${url.host} does not answer the request`
    case 'socket':
      return `nothing came from ${url.host} for too long`
    default:
      return 'the connection failed'
  }
}
