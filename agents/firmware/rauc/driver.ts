import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { BootControl } from '../boot/boot-control.ts'
import type { Installer } from '../installer.ts'
import { raucBootControl } from './boot-control.ts'
import { type RaucInstallerSettings, raucInstaller } from './installer.ts'
import { rememberingService } from './last-known.ts'
import { type RaucServiceSettings, raucService } from './service.ts'

export type RaucSettings = RaucInstallerSettings & RaucServiceSettings

/** What writes the slots and what boots them are both RAUC. Nothing is asked of it before the first call. */
export function raucDriver(
  settings: RaucSettings,
  { clock, log }: { clock: Clock; log: Log },
): { installer: Installer; bootControl: BootControl } {
  const rauc = rememberingService(raucService(settings, clock))
  return {
    installer: raucInstaller(settings, rauc, log),
    bootControl: raucBootControl(settings.slots, rauc),
  }
}
