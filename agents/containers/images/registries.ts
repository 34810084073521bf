/** Where registries are, and what the configuration says of them. */
import { isIPv4 } from 'node:net'
import { withSecrets } from '../../artifacts/sources/http-secrets.ts'

/** What the configuration says of registries, by their names in references: `docker.io`, `registry.example:5000`. */
export type Registries = Record<string, RegistrySettings>

export interface RegistrySettings {
  username?: string
  /** May be `@/run/secrets/token`, a file with the password. */
  password?: string
  /** File with the authority of its certificate, PEM; in place of those that are trusted otherwise. */
  caCert?: string
  /** It speaks plain http. */
  insecure?: boolean
}

export interface Credentials {
  username: string
  password: string
}

/** As they are now; undefined where there are none. Rejects with a SourceError where a file of theirs cannot be read. */
export async function credentialsOf({
  username,
  password,
}: RegistrySettings): Promise<Credentials | undefined> {
  if (username === undefined || password === undefined) return undefined
  return { username: await withSecrets(username), password: await withSecrets(password) }
}

/** Docker Hub answers elsewhere than under its name. */
const dockerHub = { name: 'docker.io', host: 'registry-1.docker.io' }

/** The URL that the paths of the registry begin at. Without a word on it, what is on this device speaks plain http. */
export function registryUrl(name: string, { insecure, caCert }: RegistrySettings = {}): URL {
  const host = name === dockerHub.name ? dockerHub.host : name
  const { hostname } = new URL(`https://${host}`)
  const isPlain = insecure ?? (caCert === undefined && isLoopback(hostname))
  return new URL(`${isPlain ? 'http' : 'https'}://${host}/v2/`)
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
}
