import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { PlannedAction, StepContext, UpdateAgent } from '../sdk/agent.ts'
import { activate } from './activate.ts'
import { cleanup } from './cleanup.ts'
import { folderOf, type SoftwareDevice } from './device.ts'
import { createDrift } from './drift/drift.ts'
import { endLeftovers } from './hooks/leftovers.ts'
import { identify } from './identify.ts'
import { download, update } from './install.ts'
import { inventory } from './inventory.ts'
import { rollback } from './rollback.ts'
import type { SoftwareSettings } from './settings.ts'

export interface SoftwarePorts {
  clock: Clock
  log: Log
}

/**
 * The agent of software that comes as bundles: an archive with files and, optionally, hooks. Each version is unpacked to
 * a folder of its own beside the old one; `current` is switched from one to the other.
 */
export function createSoftwareAgent(settings: SoftwareSettings, { clock, log }: SoftwarePorts): UpdateAgent {
  const device: SoftwareDevice = { settings, clock }
  const drift = createDrift(settings.installDir, clock)
  /** Before anything is done to a component, what an earlier process has left running there is ended. */
  const alone =
    <Context extends StepContext, Result>(
      step: (device: SoftwareDevice, action: PlannedAction, context: Context) => Promise<Result>,
    ) =>
    async (action: PlannedAction, context: Context) => {
      await endLeftovers(folderOf(device, action), context.bootId)
      return step(device, action, context)
    }
  return {
    domain: settings.domain,
    name: 'Godwit software agent',
    version: settings.version,
    inventory: () => inventory(settings.installDir, drift),
    async verify(signal) {
      await drift.verify({ gently: false, signal })
    },
    watch(changed) {
      const stop = new AbortController()
      drift.verify({ gently: true, signal: stop.signal }).then(
        (isNews) => isNews && changed(),
        (error) => stop.signal.aborted || log.warn({ error }, 'what is installed cannot be verified'),
      )
      return () => stop.abort()
    },
    identify: (desired, context) => identify({ settings, drift }, desired, context),
    download,
    update: alone(update),
    activate: alone(activate),
    rollback: alone(rollback),
    cleanup: alone(cleanup),
  }
}
