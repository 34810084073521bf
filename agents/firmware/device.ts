import type { BootControl } from './boot/boot-control.ts'
import type { Installer } from './installer.ts'
import type { FirmwareSettings } from './settings.ts'
import type { SlotRecordBook } from './slots/records.ts'

/** The device as all steps see it. */
export interface FirmwareDevice {
  settings: FirmwareSettings
  bootControl: BootControl
  installer: Installer
  records: SlotRecordBook
}
