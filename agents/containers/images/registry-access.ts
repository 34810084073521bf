/**
 * What a registry is shown: a token that it has others make for us, or user and password.
 *
 * Invariants:
 * - User and password go to the registry, or to whom it names as the maker of its tokens; never over plain http where the
 *   registry itself speaks https. A token goes to the registry alone: blobs often come from elsewhere.
 * - Tokens are asked for to read this one repository, whatever the registry would have us ask for.
 * - Tokens are kept in memory only, and made anew when the registry does not take them any more.
 */
import type { Access, Grant } from '../../artifacts/artifacts.ts'
import { fetchDocument } from '../../artifacts/sources/http-document.ts'
import { SourceError } from '../../artifacts/sources/source.ts'
import { sourceName } from '../../artifacts/sources/source-name.ts'
import { type Challenge, parseChallenges } from './challenge.ts'
import type { ImageReference } from './reference.ts'
import { credentialsOf, registryUrl } from './registries.ts'
import type { RegistryTools } from './registry-tools.ts'

const mostTokenBytes = 256 * 1024

/** For the requests of one download of an image. */
export function registryAccess(
  { registry, repository }: ImageReference,
  signal: AbortSignal,
  tools: RegistryTools,
): Access {
  const settings = tools.registries[registry] ?? {}
  const { origin, protocol } = registryUrl(registry, settings)
  const trust: Grant = settings.caCert === undefined ? {} : { caCert: settings.caCert }
  let authorization: string | undefined
  let underWay: Promise<string> | undefined

  const basic = async () => {
    const credentials = await credentialsOf(settings)
    if (!credentials) return undefined
    const pair = `${credentials.username}:${credentials.password}`
    return `Basic ${Buffer.from(pair).toString('base64')}`
  }

  async function answerTo(header: string): Promise<string> {
    const challenges = parseChallenges(header)
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
    if (bearer) return `Bearer ${await fetchToken(bearer)}`
    const wantsBasic = challenges.some(({ scheme }) => scheme === 'basic')
    const known = wantsBasic ? await basic() : undefined
    if (known !== undefined) return known
    const problem = wantsBasic
      ? `wants user and password, and "registries" has none for it`
      : 'wants credentials of a kind that is not known here'
    throw new SourceError('FORBIDDEN', `${registry} ${problem}`, { retryable: false })
  }

  async function fetchToken({ parameters }: Challenge): Promise<string> {
    const realm = URL.parse(parameters.realm ?? '')
    const isFit = realm?.protocol === 'https:' || (realm?.protocol === 'http:' && protocol === 'http:')
    if (!realm || !isFit) {
      const message = `${registry} has its tokens made at a place that is not safe to ask, or is no URL`
      throw new SourceError('FORBIDDEN', message, { retryable: false })
    }
    if (parameters.service !== undefined) realm.searchParams.set('service', parameters.service)
    realm.searchParams.set('scope', `repository:${repository}:pull`)
    const credentials = await basic()
    const access: Access = async ({ origin }) => {
      const headers = credentials === undefined ? {} : { authorization: credentials }
      return origin === realm.origin ? { ...trust, headers } : {}
    }
    const request = { source: realm.href, signal, access, headers: {}, maxBytes: mostTokenBytes }
    const { body, name } = await fetchDocument(request, tools.settings, tools.clock).catch((error) => {
      throw explained(error, registry, credentials !== undefined)
    })
    return tokenOf(body, name)
  }

  return async (url, header) => {
    if (url.origin !== origin) return {}
    if (header !== undefined) {
      underWay ??= answerTo(header).finally(() => {
        underWay = undefined
      })
      authorization = await underWay
    }
    return { ...trust, ...(authorization !== undefined && { headers: { authorization } }) }
  }
}

/** Who makes tokens knows of credentials, and not of what they were for. */
function explained(error: unknown, registry: string, hadCredentials: boolean): unknown {
  if (!(error instanceof SourceError) || error.code !== 'FORBIDDEN') return error
  const why = hadCredentials
    ? 'the credentials that "registries" has'
    : 'a stranger, and "registries" has none'
  return new SourceError('FORBIDDEN', `${registry} gives no token for ${why}`, { retryable: false })
}

/** `token`, or `access_token` as in OAuth. */
function tokenOf(body: Buffer, name: string): string {
  let answer: unknown
  try {
    answer = JSON.parse(body.toString('utf8'))
  } catch {
    answer = undefined
  }
  const { token, access_token: other } = Object(answer) as { token?: unknown; access_token?: unknown }
  const found = token ?? other
  if (typeof found === 'string' && /^[\x21-\x7e]+$/.test(found)) return found
  const message = `${sourceName(name)} was asked for a token, and answered something else`
  throw new SourceError('SERVER_ERROR', message, { retryable: false })
}
