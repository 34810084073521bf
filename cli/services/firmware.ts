import { createFirmwareAgent } from '../../agents/firmware/agent.ts'
import { firmwareRecordsSchema } from '../../agents/firmware/records.ts'
import { firmwareSettings } from '../../agents/firmware/settings.ts'
import { linuxEvidence } from '../../agents/firmware/trial/linux-evidence.ts'
import { createWatchdog, noWatchdog, type Watchdog } from '../../agents/firmware/trial/watchdog.ts'
import { durationOf } from '../../platform/config/duration.ts'
import { parseCommandLine } from '../../platform/process/command-line.ts'
import type { FirmwareAgentConfig } from '../../spec/generated/config.ts'
import { configured, configuredAsync } from '../errors.ts'
import { startAgentService } from './agent.ts'
import { firmwareDriver } from './firmware-driver.ts'
import { rebootBy } from './reboot.ts'
import type { Service, Surroundings } from './service.ts'

/** Starts the agent for images in A/B slots. */
export async function startFirmware(config: FirmwareAgentConfig, around: Surroundings): Promise<Service> {
  const settings = configured(() => firmwareSettings(config, around.version))
  const reboot = configured(() => rebootBy(config.rebootCommand))
  let reboots = 0
  const evidence = configured(() => evidenceOf(config))
  const watchdog = configured(() => watchdogOf(config, around))
  const driver = await configuredAsync(() => firmwareDriver(config, settings, around))
  return startAgentService(
    settings.domain,
    config,
    (store) =>
      createFirmwareAgent(settings, {
        ...around,
        ...driver,
        records: store.collection(`${settings.domain}/slots`, firmwareRecordsSchema),
        evidence,
        watchdog,
        reboot: () => {
          reboots += 1
          return reboot(reboots)
        },
      }),
    around,
  )
}

function evidenceOf({ buildIdFile = '/etc/os-release', bootReason }: FirmwareAgentConfig) {
  const bootReasonCommand = bootReason === undefined ? undefined : parseCommandLine(bootReason)
  return linuxEvidence({ buildIdFile, bootReasonCommand })
}

/** Throws a RangeError for an interval that no watchdog can be kept quiet with. */
function watchdogOf({ watchdog = {} }: FirmwareAgentConfig, around: Surroundings): Watchdog {
  const { device, interval = '5s' } = watchdog
  const intervalMs = durationOf('watchdog.interval', interval, 100)
  return device === undefined ? noWatchdog : createWatchdog({ device, intervalMs }, around)
}
