/**
 * Requests, through redirects, up to the headers of the answer.
 *
 * What got does by default and must not do here: decode the body (the hash is of what is sent, and so are offsets), read
 * the whole body of an error, retry from the first byte, wait for ever, carry headers to another host.
 */
import type { Readable } from 'node:stream'
import type { Got, Request } from 'got'
import { GodwitError } from '../../../spec/index.ts'
import type { Grant } from '../artifacts.ts'
import { credentialsFor } from './http-credentials.ts'
import { httpError, isCut } from './http-errors.ts'
import { type HeaderFields, text } from './http-headers.ts'
import { proxyAgents } from './http-proxy.ts'
import type { HttpSettings } from './http-settings.ts'
import { SourceError, type SourceRequest } from './source.ts'
import { sourceName } from './source-name.ts'

/** Where the request goes; the rest of it is in its headers. */
export type HttpQuestion = Pick<SourceRequest, 'source' | 'signal' | 'access'>

export interface HttpAnswer {
  status: number
  headers: HeaderFields
  /** Has to be read, or destroyed. An error on it is not unhandled. */
  body: Readable
  /** What answered, for people: the source, and where it has redirected to. */
  name: string
}

const maxRedirects = 5
const redirects = [301, 302, 303, 307, 308]

/** The answer that comes in the end. Rejects with a SourceError, or with the signal's reason. */
export async function sendRequest(
  request: HttpQuestion,
  headers: Record<string, string>,
  settings: HttpSettings,
): Promise<HttpAnswer> {
  const visited: URL[] = []
  let url = new URL(request.source)
  for (;;) {
    const answer = await sendWithAccess(url, headers, request, settings)
    visited.push(url)
    const location = redirects.includes(answer.status) ? text(answer.headers, 'location') : undefined
    if (location === undefined) return answer
    answer.body.destroy()
    url = nextUrl(location, visited, answer.name)
  }
}

/** Asks once more where the server wants other credentials than it was shown, and says which. */
async function sendWithAccess(
  url: URL,
  headers: Record<string, string>,
  request: HttpQuestion,
  settings: HttpSettings,
): Promise<HttpAnswer> {
  const { access } = request
  const answer = await sendOnce(url, { headers, grant: await access?.(url) }, request, settings)
  const challenge = answer.status === 401 ? text(answer.headers, 'www-authenticate') : undefined
  if (!access || challenge === undefined) return answer
  answer.body.destroy()
  return sendOnce(url, { headers, grant: await access(url, challenge) }, request, settings)
}

/** What a request carries. */
interface Carried {
  headers: Record<string, string>
  grant: Grant | undefined
}

async function sendOnce(
  url: URL,
  carried: Carried,
  request: HttpQuestion,
  settings: HttpSettings,
): Promise<HttpAnswer> {
  let isReused = () => false
  try {
    const started = await startRequest(url, carried, request.signal, settings)
    isReused = started.isReused
    return { ...(await answerOf(started.body, settings)), name: nameOf(request.source, url) }
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason
    // The server has closed a connection that was kept just when it was taken again: there are only so many of those.
    if (isReused() && isCut(error)) return sendOnce(url, carried, request, settings)
    throw httpError(error, request.source, url)
  }
}

/**
 * Name, connection, TLS and answer each have their time; that of all together holds for what got does not time. How long
 * the body may take is for those to say who read it: got does not know when they are held up.
 */
async function answerOf(body: Request, { idleTimeoutMs }: HttpSettings): Promise<Omit<HttpAnswer, 'name'>> {
  const tooLong = Object.assign(new Error('no answer'), { code: 'ETIMEDOUT', event: 'response' })
  const timer = setTimeout(() => body.destroy(tooLong), 4 * idleTimeoutMs)
  const failed = new Promise<never>((_, reject) => body.on('error', reject))
  const answered = new Promise<Omit<HttpAnswer, 'name'>>((resolve) =>
    body.once('response', ({ statusCode, headers }) => resolve({ status: statusCode, headers, body })),
  )
  try {
    return await Promise.race([answered, failed])
  } catch (error) {
    body.destroy()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** Rejects with INTERNAL: no mirror and no pause would help. */
async function loadClient(): Promise<Got> {
  try {
    return (await import('got')).default
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException
    throw new GodwitError('INTERNAL', `the HTTP client of this program cannot be loaded (${code})`, { cause })
  }
}

async function startRequest(
  url: URL,
  { headers, grant }: Carried,
  signal: AbortSignal,
  settings: HttpSettings,
): Promise<{ body: Request; isReused(): boolean }> {
  const got = await loadClient()
  const credentials = await credentialsFor(url, settings, grant)
  const ended = new AbortController()
  const agent = await proxyAgents(url, settings, ended.signal)
  const idle = settings.idleTimeoutMs
  const body = got.stream(withoutUser(url), {
    signal,
    decompress: false,
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    timeout: { lookup: idle, connect: idle, secureConnect: idle, response: idle },
    headers: { 'user-agent': 'godwit', ...credentials.headers, 'accept-encoding': 'identity', ...headers },
    https: credentials.tls,
    ...(agent && { agent }),
  })
  body.once('close', () => ended.abort())
  // Nobody asked for another protocol, and got would wait for ever.
  const onUpgrade = () => body.destroy(Object.assign(new Error('upgrade'), { code: 'HPE_UPGRADE' }))
  let isReused = () => false
  body.once('request', (sent) => {
    sent.once('upgrade', onUpgrade)
    isReused = () => sent.reusedSocket
  })
  return { body, isReused: () => isReused() }
}

function withoutUser(url: URL): URL {
  return Object.assign(new URL(url), { username: '', password: '' })
}

/** User and password stay with their origin; those that a server sends along are not taken. */
function nextUrl(location: string, visited: URL[], name: string): URL {
  const from = visited.at(-1) as URL
  const to = URL.parse(location, from.href)
  const refuse = (problem: string, code: 'SERVER_ERROR' | 'INVALID_SOURCE' = 'SERVER_ERROR') => {
    throw new SourceError(code, `${name} ${problem}`, { retryable: false })
  }
  if (!to) return refuse('redirects to what is not a URL')
  const isSameOrigin = to.origin === from.origin
  to.username = isSameOrigin ? from.username : ''
  to.password = isSameOrigin ? from.password : ''
  to.hash = ''
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    return refuse('redirects from https to plain http', 'INVALID_SOURCE')
  }
  if (to.protocol !== 'https:' && to.protocol !== 'http:') {
    return refuse(`redirects to a "${to.protocol}" URL`, 'INVALID_SOURCE')
  }
  if (visited.some(({ href }) => href === to.href)) return refuse('redirects in a circle')
  if (visited.length > maxRedirects) return refuse(`redirects more than ${maxRedirects} times`)
  return to
}

/** Where it was redirected to another host, that is said too: it is the one to look at. */
function nameOf(source: string, url: URL): string {
  const isElsewhere = url.host !== new URL(source).host
  return isElsewhere ? `${sourceName(source)} (redirected to ${url.host})` : sourceName(source)
}
