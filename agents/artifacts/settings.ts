import { parseDuration } from '../../platform/config/duration.ts'
import type { ArtifactsConfig } from '../../spec/generated/config.ts'

/** How artifacts are downloaded and kept: defaults filled in, durations in milliseconds. */
export interface ArtifactSettings {
  /** Whether a component may come without `integrity`. */
  allowUnverified: boolean
  /** Largest artifact, in bytes, where the component declares no size. */
  maxSize: number
  /** Attempts after the first, over all mirrors; one that brought new bytes does not count. */
  retries: number
  minRetryDelayMs: number
  maxRetryDelayMs: number
  /** Most bytes that are fetched again after a power cut or a killed process. */
  partSize: number
  /** How long a connection may stay without a byte. */
  idleTimeoutMs: number
  /** File with CA certificates for https, PEM, in place of the system's. */
  caCert?: string
}

/** Settings from a validated configuration; what it leaves out gets the default that the schema documents. */
export function artifactSettings(config: ArtifactsConfig = {}): ArtifactSettings {
  return {
    allowUnverified: config.allowUnverified ?? false,
    maxSize: config.maxSize ?? 17_179_869_184,
    retries: config.retries ?? 20,
    minRetryDelayMs: parseDuration(config.minRetryDelay ?? '1s'),
    maxRetryDelayMs: parseDuration(config.maxRetryDelay ?? '5m'),
    partSize: config.partSize ?? 8_388_608,
    idleTimeoutMs: parseDuration(config.idleTimeout ?? '30s'),
    ...(config.caCert !== undefined && { caCert: config.caCert }),
  }
}
