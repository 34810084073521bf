/**
 * The way through a proxy, which Node knows itself: https goes through a tunnel (CONNECT), http is passed on.
 *
 * Invariants:
 * - The device itself is never reached through a proxy.
 * - A proxy that is configured and cannot be used is an error, at the start of the process; nothing goes past it.
 */
import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import { isIPv4 } from 'node:net'
import { ConfigError } from '../../../platform/config/config-error.ts'
import type { ArtifactsConfig } from '../../../spec/generated/config.ts'
import { readSecret } from './http-secrets.ts'
import type { HttpSettings, ProxySettings } from './http-settings.ts'
import { SourceError } from './source.ts'

type Environment = Record<string, string | undefined>

/**
 * The proxies of a configuration; what it leaves out comes from the usual variables of the environment. Throws a
 * ConfigError where a configured one cannot be used.
 */
export function proxySettings(
  config: Pick<ArtifactsConfig, 'proxy' | 'noProxy'>,
  env: Environment,
): ProxySettings | undefined {
  const variable = (name: string) => env[name.toLowerCase()] || env[name] || undefined
  if (config.proxy !== undefined) assertUsable(config.proxy)
  const http = config.proxy ?? variable('HTTP_PROXY')
  const https = config.proxy ?? variable('HTTPS_PROXY')
  const except = config.noProxy ?? variable('NO_PROXY')
  if (http === undefined && https === undefined) return undefined
  return {
    ...(http !== undefined && { http }),
    ...(https !== undefined && { https }),
    ...(except !== undefined && { except }),
  }
}

function assertUsable(proxy: string): void {
  // Older ones do not know the agents' option, and would go past the proxy without a word.
  if (!process.allowedNodeEnvironmentFlags.has('--use-env-proxy')) {
    throw new ConfigError(`artifacts.proxy needs Node 22.21 or 24.5; this is ${process.version}`)
  }
  if (!proxy.startsWith('@/')) parseProxy(proxy, () => new ConfigError(`artifacts.proxy ${notAProxy}`))
}

const notAProxy = 'is not the URL of an http or https proxy, like http://proxy.example:3128'

/**
 * Agents that go through the proxy, for this one request; undefined where there is none. When `ended` aborts, nothing of
 * it is left: a TLS handshake in a tunnel would be forgotten, and keep the process from ending. Rejects with a
 * SourceError.
 */
export async function proxyAgents(
  url: URL,
  { proxy, idleTimeoutMs }: Pick<HttpSettings, 'proxy' | 'idleTimeoutMs'>,
  ended: AbortSignal,
): Promise<{ http: HttpAgent; https: HttpsAgent } | undefined> {
  const given = url.protocol === 'https:' ? proxy?.https : proxy?.http
  if (given === undefined || isLoopback(url.hostname)) return undefined
  const read = given.startsWith('@/') ? await readSecret(given.slice(1)) : given
  const wrong = () =>
    new SourceError('INVALID_SOURCE', `the configured proxy ${notAProxy}`, { retryable: false })
  const { href } = parseProxy(read, wrong)
  const proxyEnv = { http_proxy: href, https_proxy: href, no_proxy: proxy?.except ?? '' }
  const options = { proxyEnv, timeout: idleTimeoutMs, signal: ended }
  const [http, https] = await Promise.all([import('node:http'), import('node:https')])
  return { http: new http.Agent(options), https: new https.Agent(options) }
}

/** `proxy.example:3128` is understood as well. */
function parseProxy(text: string, wrong: () => Error): URL {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') throw wrong()
  return url
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
}
