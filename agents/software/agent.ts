import type { Clock } from '../../platform/clock.ts'
import type { UpdateAgent } from '../sdk/agent.ts'
import { activate } from './activate.ts'
import { cleanup } from './cleanup.ts'
import type { SoftwareDevice } from './device.ts'
import { identify } from './identify.ts'
import { download, update } from './install.ts'
import { inventory } from './inventory.ts'
import { rollback } from './rollback.ts'
import type { SoftwareSettings } from './settings.ts'

export interface SoftwarePorts {
  clock: Clock
}

/**
 * The agent of software that comes as bundles: an archive with files and, optionally, hooks. Each version is unpacked to
 * a folder of its own beside the old one; `current` is switched from one to the other.
 */
export function createSoftwareAgent(settings: SoftwareSettings, { clock }: SoftwarePorts): UpdateAgent {
  const device: SoftwareDevice = { settings, clock }
  return {
    domain: settings.domain,
    name: 'Godwit software agent',
    version: settings.version,
    inventory: () => inventory(settings.installDir),
    identify: (desired, context) => identify(settings, desired, context),
    download,
    update: (action, context) => update(device, action, context),
    activate: (action, context) => activate(device, action, context),
    rollback: (action, context) => rollback(device, action, context),
    cleanup: (action, context) => cleanup(device, action, context),
  }
}
