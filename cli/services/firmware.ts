import { createFirmwareAgent } from '../../agents/firmware/agent.ts'
import { commandBootControl } from '../../agents/firmware/boot/script.ts'
import { rawInstaller } from '../../agents/firmware/raw/installer.ts'
import { firmwareSettings } from '../../agents/firmware/settings.ts'
import { slotRecordsSchema } from '../../agents/firmware/slots/records.ts'
import { parseDuration } from '../../platform/config/duration.ts'
import { parseCommandLine } from '../../platform/process/command-line.ts'
import type { FirmwareAgentConfig } from '../../spec/generated/config.ts'
import { configured } from '../errors.ts'
import { startAgentService } from './agent.ts'
import type { Service, Surroundings } from './service.ts'

/** Starts the agent for images in A/B slots. */
export function startFirmware(config: FirmwareAgentConfig, around: Surroundings): Promise<Service> {
  const settings = configured(() => firmwareSettings(config, around.version))
  const bootControl = commandBootControl({
    command: configured(() => parseCommandLine(config.bootControl)),
    timeoutMs: parseDuration(config.bootControlTimeout ?? '30s'),
  })
  return startAgentService(
    settings.domain,
    config,
    (store) =>
      createFirmwareAgent(settings, {
        bootControl,
        installer: rawInstaller(settings.slots),
        records: store.collection(`${settings.domain}/slots`, slotRecordsSchema),
      }),
    around,
  )
}
