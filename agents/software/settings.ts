import path from 'node:path'
import { parseDuration } from '../../platform/config/duration.ts'
import type { SoftwareAgentConfig } from '../../spec/generated/config.ts'

export interface SoftwareSettings {
  domain: string
  /** Version of the agent. */
  version: string
  /** Folder of the installed components. */
  installDir: string
  /** Whether components stay that the desired state does not list. */
  keepUnlisted: boolean
  /** How long one run of a hook may take. */
  hookTimeoutMs: number
  /** Largest sum of the unpacked files of one bundle, in bytes. */
  maxUnpackedSize: number
  /** Most entries in one bundle. */
  maxEntries: number
}

/** Settings from a validated configuration, with the schema's defaults. `version` is the agent's. */
export function softwareSettings(config: SoftwareAgentConfig, version: string): SoftwareSettings {
  return {
    domain: config.domain ?? 'software',
    version,
    // Hooks run in a folder of their own: a relative path would mean another place to them.
    installDir: path.resolve(config.installDir ?? '/opt/godwit'),
    keepUnlisted: config.keepUnlisted ?? false,
    hookTimeoutMs: parseDuration(config.hookTimeout ?? '10m'),
    maxUnpackedSize: config.maxUnpackedSize ?? 8_589_934_592,
    maxEntries: config.maxEntries ?? 100_000,
  }
}
