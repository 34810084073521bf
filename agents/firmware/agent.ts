import type { Collection } from '../../platform/store/store.ts'
import type { UpdateAgent } from '../sdk/agent.ts'
import { activate, commit } from './activation.ts'
import type { BootControl } from './boot/boot-control.ts'
import type { FirmwareDevice } from './device.ts'
import { detailOf, identify } from './identify.ts'
import { download, update } from './install.ts'
import type { Installer } from './installer.ts'
import { inventory } from './inventory.ts'
import { rollback } from './rollback.ts'
import type { FirmwareSettings } from './settings.ts'
import { type SlotRecords, slotRecordBook } from './slots/records.ts'

export interface FirmwarePorts {
  bootControl: BootControl
  /** What writes images into slots. */
  installer: Installer
  /** Where it is kept what is in the slots; made with `slotRecordsSchema`. */
  records: Collection<SlotRecords>
}

/**
 * The agent of a device with two slots, of which it runs from one: an update is written to the other one by its
 * installer, tried with a boot, and committed when all of the campaign is healthy.
 */
export function createFirmwareAgent(settings: FirmwareSettings, ports: FirmwarePorts): UpdateAgent {
  const records = slotRecordBook(ports.records, settings.component)
  const device: FirmwareDevice = { settings, ...ports, records }
  return {
    domain: settings.domain,
    name: 'Godwit firmware agent',
    version: settings.version,
    inventory: () => inventory(device),
    identify: (desired, context) => identify(device, desired, context),
    download: (action, context) => download(device, action, context),
    update: (action, context) => update(device, action, context),
    activate: (action, context) => activate(device, action, context),
    rollback: (action, context) => rollback(device, action, context),
    async cleanup(action, context) {
      if (context.outcome !== 'committed') return
      await commit(device, action, context)
      await context.artifacts.keep(action.component, [detailOf(action).artifact])
    },
  }
}
