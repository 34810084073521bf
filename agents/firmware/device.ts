import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { BootControl } from './boot/boot-control.ts'
import type { Installer } from './installer.ts'
import type { RecordBook } from './records.ts'
import type { FirmwareSettings } from './settings.ts'
import type { Evidence } from './trial/evidence.ts'
import type { Watchdog } from './trial/watchdog.ts'

/** The device as all steps see it. */
export interface FirmwareDevice {
  settings: FirmwareSettings
  bootControl: BootControl
  installer: Installer
  records: RecordBook
  evidence: Evidence
  watchdog: Watchdog
  clock: Clock
  log: Log
  /** Changes with every boot. */
  bootId: string
  /** Reboots the machine; resolves when it has been asked to. */
  reboot(): Promise<void>
  /** One decision on the boot loader at a time: a commit and a trial that is given up must not meet. */
  serially<T>(decide: () => Promise<T>): Promise<T>
}
