import { parseDuration } from '../../platform/config/duration.ts'
import type { ArtifactsConfig } from '../../spec/generated/config.ts'
import { type GateSettings, gateSettings } from './gate/gate-settings.ts'
import { proxySettings } from './sources/http-proxy.ts'
import type { HttpSettings } from './sources/http-settings.ts'

/** How artifacts are downloaded and kept: defaults filled in, durations in milliseconds. */
export interface ArtifactSettings extends HttpSettings, GateSettings {
  /** Whether a component may come without `integrity`. */
  allowUnverified: boolean
  /** Largest artifact, in bytes, where the component declares no size. */
  maxSize: number
  /** Attempts after the first, over all mirrors; one that brought `minThroughput` bytes does not count. */
  retries: number
  minRetryDelayMs: number
  maxRetryDelayMs: number
  /** Most bytes that are fetched again after a power cut or a killed process. */
  partSize: number
  /** How long what was begun for an operation is kept when it has ended without a commit. */
  keepPartsMs: number
  /** Whether the artifacts of installed versions stay. */
  keepInstalled: boolean
  /** Bytes that a campaign leaves free in each file system. */
  reserveFree: number
  /** Requests at the same time for one artifact. */
  ranges: number
  /** Bytes per second that a source has to bring, over the window, lest it is another one's turn; 0: any will do. */
  minThroughput: number
  throughputWindowMs: number
}

/**
 * Settings from a validated configuration; what it leaves out gets the default that the schema documents. Throws a
 * ConfigError where the proxy cannot be used, or the download window makes no sense.
 */
export function artifactSettings(config: ArtifactsConfig = {}, env = process.env): ArtifactSettings {
  const { caCert, cert, key, hosts } = config
  const proxy = proxySettings(config, env)
  return {
    allowUnverified: config.allowUnverified ?? false,
    maxSize: config.maxSize ?? 17_179_869_184,
    retries: config.retries ?? 1_000,
    minRetryDelayMs: parseDuration(config.minRetryDelay ?? '1s'),
    maxRetryDelayMs: parseDuration(config.maxRetryDelay ?? '5m'),
    partSize: config.partSize ?? 8_388_608,
    ranges: config.ranges ?? 1,
    minThroughput: config.minThroughput ?? 1_024,
    throughputWindowMs: parseDuration(config.throughputWindow ?? '60s'),
    idleTimeoutMs: parseDuration(config.idleTimeout ?? '30s'),
    keepPartsMs: parseDuration(config.keepParts ?? '168h'),
    keepInstalled: config.keepInstalled ?? false,
    reserveFree: config.reserveFree ?? 16_777_216,
    ...(proxy && { proxy }),
    ...(caCert !== undefined && { caCert }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(hosts && { hosts }),
    ...gateSettings(config),
  }
}
