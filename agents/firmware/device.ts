import type { BootControl } from './boot-control.ts'
import type { FirmwareSettings } from './settings.ts'
import type { SlotRecordBook } from './slot-records.ts'

/** The device as all steps see it. */
export interface FirmwareDevice {
  settings: FirmwareSettings
  bootControl: BootControl
  records: SlotRecordBook
}
