import path from 'node:path'
import { parseDuration } from '../../platform/config/duration.ts'
import type { ContainersAgentConfig } from '../../spec/generated/config.ts'
import { type ArtifactSettings, artifactSettings } from '../artifacts/settings.ts'
import type { Registries } from './images/registries.ts'

export interface ContainersSettings {
  domain: string
  /** Version of the agent. */
  version: string
  /** Path of the engine's socket. */
  socket: string
  /** Names of containers that are neither updated nor removed. */
  systemContainers: string[]
  /** Whether containers of that name that somebody else has made are taken over. */
  adopt: boolean
  /** Whether Godwit's containers stay that the desired state does not list. */
  keepUnlisted: boolean
  /** Whether images that Godwit has brought stay when no container uses them any more. */
  keepImages: boolean
  /** How long a container without a health check has to run before it counts as healthy. */
  settleTimeMs: number
  /** How long a container with a health check may take to become healthy. */
  startTimeoutMs: number
  /** Where images come from, and who may have them. */
  registries: Registries
  /** How they are fetched. */
  artifacts: ArtifactSettings
  /** Where volumes are kept that are backed up. */
  backupDir: string
  /** How long an engine that does not answer is waited for. */
  enginePatienceMs: number
  /** How long a container has to differ from what was brought before that counts as drift. */
  driftLastsMs: number
  /** Whether what has drifted is put right. */
  selfHeal: boolean
  /** From the first attempt to put something right to the second one; twice as long to each further one. */
  selfHealPauseMs: number
}

/** Settings from a validated configuration, with the schema's defaults. `version` is the agent's. */
export function containersSettings(config: ContainersAgentConfig, version: string): ContainersSettings {
  const { stateDir = '/var/lib/godwit', domain = 'containers' } = config
  return {
    domain,
    version,
    socket: config.engineSocket ?? '/var/run/docker.sock',
    systemContainers: config.systemContainers ?? [],
    adopt: config.adopt ?? false,
    keepUnlisted: config.keepUnlisted ?? false,
    keepImages: config.keepImages ?? false,
    registries: config.registries ?? {},
    artifacts: artifactSettings(config.artifacts),
    backupDir: path.join(stateDir, domain, 'backups'),
    settleTimeMs: parseDuration(config.settleTime ?? '10s'),
    startTimeoutMs: parseDuration(config.startTimeout ?? '2m'),
    enginePatienceMs: parseDuration(config.enginePatience ?? '10m'),
    driftLastsMs: 10_000,
    selfHeal: config.selfHeal ?? false,
    selfHealPauseMs: 10_000,
  }
}
