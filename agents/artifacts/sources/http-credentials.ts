/**
 * What a server is shown and trusted with.
 *
 * Invariant: what is configured for a host goes to that host alone, and user and password of a URL to its origin.
 */
import type { Grant } from '../artifacts.ts'
import { readCredential, withSecrets } from './http-secrets.ts'
import type { HostSettings, HttpSettings } from './http-settings.ts'

export interface Credentials {
  /** Names in lower case. */
  headers: Record<string, string>
  tls: { certificateAuthority?: string; certificate?: string; key?: string }
}

/**
 * For one request to this URL, whose user and password become a header; what was granted for it comes before all that is
 * configured. Rejects with a SourceError.
 */
export async function credentialsFor(
  url: URL,
  settings: HttpSettings,
  { headers: granted, caCert }: Grant = {},
): Promise<Credentials> {
  const configured = hostSettings(url, settings.hosts)
  const host = caCert === undefined ? configured : { ...configured, caCert }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(host.headers ?? {})) {
    headers[name.toLowerCase()] = await withSecrets(value)
  }
  return {
    headers: { ...headers, ...basicAuthorization(url), ...granted },
    tls: url.protocol === 'https:' ? await tlsOptions(host, settings) : {},
  }
}

/** A host without a port means https on its usual one: nothing is told in the clear where nobody has said so. */
function hostSettings(url: URL, hosts: Record<string, HostSettings> = {}): HostSettings {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const wanted = `${url.hostname}:${port}`
  const withPort = (host: string) => (/:\d+$/.test(host) ? host : `${host}:443`).toLowerCase()
  return Object.entries(hosts).find(([host]) => withPort(host) === wanted)?.[1] ?? {}
}

function basicAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const pair = `${decode(username)}:${decode(password)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function tlsOptions(host: HostSettings, settings: HttpSettings): Promise<Credentials['tls']> {
  const caCert = host.caCert ?? settings.caCert
  const { cert, key = cert } = host.cert === undefined ? settings : host
  const read = (file: string) => readCredential(file, 'TLS_FAILED')
  return {
    ...(caCert !== undefined && { certificateAuthority: await read(caCert) }),
    ...(cert !== undefined && key !== undefined && { certificate: await read(cert), key: await read(key) }),
  }
}
