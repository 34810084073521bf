import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Collection } from '../../platform/store/store.ts'
import type { UpdateAgent } from '../sdk/agent.ts'
import { activate } from './activation.ts'
import type { BootControl } from './boot/boot-control.ts'
import { oneAtATime } from './boot/one-at-a-time.ts'
import { commit } from './commit.ts'
import { detailOf } from './detail.ts'
import type { FirmwareDevice } from './device.ts'
import { identify } from './identify.ts'
import { download, update } from './install.ts'
import type { Installer } from './installer.ts'
import { inventory } from './inventory.ts'
import { type FirmwareRecords, recordBook } from './records.ts'
import { rollback } from './rollback.ts'
import type { FirmwareSettings } from './settings.ts'
import { watchConfirmation } from './trial/confirmation.ts'
import type { Evidence } from './trial/evidence.ts'
import { guardByWatchdog } from './trial/guard.ts'
import { watchRunningSlot } from './trial/keep-good.ts'
import type { Watchdog } from './trial/watchdog.ts'

export interface FirmwarePorts {
  bootControl: BootControl
  /** What writes images into slots. */
  installer: Installer
  /** Where it is kept what is in the slots; made with `firmwareRecordsSchema`. */
  records: Collection<FirmwareRecords>
  /** What tells why a version did not stay. */
  evidence: Evidence
  watchdog: Watchdog
  clock: Clock
  log: Log
  /** Changes with every boot. */
  bootId: string
  /** Reboots the machine, where a trial is given up; resolves when it has been asked to. */
  reboot(): Promise<void>
}

/**
 * The agent of a device with two slots, of which it runs from one: an update is written to the other one by its
 * installer, tried with a boot, and committed when all of the campaign is healthy.
 */
export function createFirmwareAgent(settings: FirmwareSettings, ports: FirmwarePorts): UpdateAgent {
  const records = recordBook(ports.records, settings.component)
  const device: FirmwareDevice = { settings, ...ports, records, serially: oneAtATime() }
  return {
    domain: settings.domain,
    name: 'Godwit firmware agent',
    version: settings.version,
    inventory: () => inventory(device),
    watch: (_changed, isBusy) => {
      const stopConfirmation = watchConfirmation(device)
      const stopKeeping = watchRunningSlot(device, isBusy)
      const stopGuard = guardByWatchdog(device, isBusy)
      return () => {
        stopConfirmation()
        stopKeeping()
        stopGuard()
      }
    },
    identify: (desired, context) => identify(device, desired, context),
    download: (action, context) => download(device, action, context),
    update: (action, context) => update(device, action, context),
    activate: (action, context) => activate(device, action, context),
    rollback: (action, context) => rollback(device, action, context),
    async cleanup(action, context) {
      if (context.outcome !== 'committed') return device.watchdog.disarm()
      await commit(device, action, context)
      await context.artifacts.keep(action.component, [detailOf(action).artifact])
    },
  }
}
