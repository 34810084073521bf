import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { ArtifactSettings } from '../../artifacts/settings.ts'
import type { Registries } from './registries.ts'

/** What asking a registry takes. */
export interface RegistryTools {
  registries: Registries
  /** How servers are reached, and how long they are waited for. */
  settings: ArtifactSettings
  clock: Clock
  log: Log
  /** In [0, 1). */
  random: () => number
}
