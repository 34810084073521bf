import path from 'node:path'
import { parseDuration } from '../../platform/config/duration.ts'
import { parseCommandLine } from '../../platform/process/command-line.ts'
import type { SoftwareAgentConfig } from '../../spec/generated/config.ts'

export interface SoftwareSettings {
  domain: string
  /** Version of the agent. */
  version: string
  /** Folder of the installed components. */
  installDir: string
  /** Whether components stay that the desired state does not list. */
  keepUnlisted: boolean
  /** Whether a component may go to an older version. */
  allowDowngrade: boolean
  /** Folders below which components may have files copied. */
  copyTargets: string[]
  /** Installs a component that has no hooks, in place of its own script. */
  installCommand?: string[]
  /** How long one run of a hook may take. */
  hookTimeoutMs: number
  /** User that hooks run as; the agent's own where there is none. */
  hookUser?: string
  /** Users that a component may choose. */
  hookUsers: string[]
  hookLimits: HookLimits
  /** Largest sum of the unpacked files of one bundle, in bytes. */
  maxUnpackedSize: number
  /** Most entries in one bundle. */
  maxEntries: number
}

/** What the processes of a hook are held to; what is absent has no limit. */
export interface HookLimits {
  /** Bytes of address space. */
  memory?: number
  /** Whole seconds. */
  cpuSeconds?: number
  openFiles?: number
  processes?: number
  /** 0 to 19. */
  nice: number
}

/**
 * Settings from a validated configuration, with the schema's defaults. `version` is the agent's. Throws a RangeError for
 * a command that cannot be read.
 */
export function softwareSettings(config: SoftwareAgentConfig, version: string): SoftwareSettings {
  const { installCommand, hookUser } = config
  return {
    domain: config.domain ?? 'software',
    version,
    // Hooks run in a folder of their own: a relative path would mean another place to them.
    installDir: path.resolve(config.installDir ?? '/opt/godwit'),
    keepUnlisted: config.keepUnlisted ?? false,
    allowDowngrade: config.allowDowngrade ?? true,
    copyTargets: (config.copyTargets ?? []).map((folder) => path.resolve(folder)),
    ...(installCommand !== undefined && { installCommand: parseCommandLine(installCommand) }),
    hookTimeoutMs: parseDuration(config.hookTimeout ?? '10m'),
    ...(hookUser !== undefined && { hookUser }),
    hookUsers: config.hookUsers ?? [],
    hookLimits: hookLimits(config),
    maxUnpackedSize: config.maxUnpackedSize ?? 8_589_934_592,
    maxEntries: config.maxEntries ?? 100_000,
  }
}

function hookLimits(config: SoftwareAgentConfig): HookLimits {
  const { hookMemory, hookCpuTime, hookOpenFiles, hookMaxProcesses, hookNice = 0 } = config
  return {
    ...(hookMemory !== undefined && { memory: hookMemory }),
    ...(hookCpuTime !== undefined && { cpuSeconds: Math.ceil(parseDuration(hookCpuTime) / 1_000) }),
    ...(hookOpenFiles !== undefined && { openFiles: hookOpenFiles }),
    ...(hookMaxProcesses !== undefined && { processes: hookMaxProcesses }),
    nice: hookNice,
  }
}
