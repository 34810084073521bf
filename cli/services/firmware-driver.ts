/** What a firmware agent writes slots and talks to the boot loader with, as its configuration says. */
import type { BootControl } from '../../agents/firmware/boot/boot-control.ts'
import type { Installer } from '../../agents/firmware/installer.ts'
import type { FirmwareSettings } from '../../agents/firmware/settings.ts'
import type { SwupdateSettings } from '../../agents/firmware/swupdate/settings.ts'
import { durationOf, parseDuration } from '../../platform/config/duration.ts'
import { parseCommandLine } from '../../platform/process/command-line.ts'
import type { FirmwareAgentConfig } from '../../spec/generated/config.ts'
import type { Surroundings } from './service.ts'

export interface FirmwareDriver {
  installer: Installer
  bootControl: BootControl
}

/** Loads what is configured and nothing else. Throws a RangeError that names the key which is wrong or missing. */
export async function firmwareDriver(
  config: FirmwareAgentConfig,
  settings: FirmwareSettings,
  around: Pick<Surroundings, 'clock' | 'log'>,
): Promise<FirmwareDriver> {
  if (config.driver === 'rauc') return openRauc(config, settings, around)
  return {
    installer: await openInstaller(config, settings, around),
    bootControl: await openBootControl(config, settings),
  }
}

/** RAUC writes the slots, and knows the boot loader. */
async function openRauc(
  { bootControl, rauc = {} }: FirmwareAgentConfig,
  { slots }: FirmwareSettings,
  around: Pick<Surroundings, 'clock' | 'log'>,
): Promise<FirmwareDriver> {
  if (bootControl !== undefined) throw new RangeError('bootControl: must not be set with driver rauc')
  const { raucDriver } = await import('../../agents/firmware/rauc/driver.ts')
  const { systemConfig, busAddress, command = 'rauc', restartTimeout = '1m' } = rauc
  const restartTimeoutMs = parseDuration(restartTimeout)
  return raucDriver(
    { slots, systemConfig, busAddress, command: parseCommandLine(command), restartTimeoutMs },
    around,
  )
}

async function openInstaller(
  config: FirmwareAgentConfig,
  settings: FirmwareSettings,
  { clock, log }: Pick<Surroundings, 'clock' | 'log'>,
): Promise<Installer> {
  if (settings.driver === 'swupdate') {
    const { swupdateInstaller } = await import('../../agents/firmware/swupdate/installer.ts')
    const bootVariables = await openBootVariables(config)
    return swupdateInstaller(swupdateSettings(config), settings.slots, { clock, log, bootVariables })
  }
  const { rawInstaller } = await import('../../agents/firmware/raw/installer.ts')
  return rawInstaller(settings.slots, log)
}

/** The environment in which SWUpdate keeps its own state as well, where it can. */
async function openBootVariables({ bootControl, uboot = {} }: FirmwareAgentConfig) {
  if (bootControl !== 'uboot') return undefined
  const { ubootEnvironment } = await import('../../agents/firmware/boot/uboot/environment.ts')
  return ubootEnvironment(uboot).read
}

function swupdateSettings({ swupdate = {} }: FirmwareAgentConfig): SwupdateSettings {
  const { selections, hardware, configFile = '/etc/swupdate.cfg', socketFolder = '/tmp' } = swupdate
  if (!selections) throw new RangeError('swupdate.selections: must be set with driver swupdate')
  const programs = {
    swupdate: parseCommandLine(swupdate.command ?? 'swupdate'),
    client: parseCommandLine(swupdate.client ?? 'swupdate-client'),
    progress: parseCommandLine(swupdate.progress ?? 'swupdate-progress'),
  }
  return { selections, hardware, configFile, socketFolder, programs }
}

async function openBootControl(
  config: FirmwareAgentConfig,
  settings: FirmwareSettings,
): Promise<BootControl> {
  switch (config.bootControl) {
    case undefined:
      throw new RangeError('bootControl: must be set: grub, uboot, efi, or a command')
    case 'grub': {
      const { grubBootControl } = await import('../../agents/firmware/boot/grub/boot-control.ts')
      const { environment = '/boot/grub/grubenv' } = config.grub ?? {}
      return grubBootControl({ ...runningSlotOf(config, settings), environment })
    }
    case 'uboot': {
      const { ubootBootControl } = await import('../../agents/firmware/boot/uboot/boot-control.ts')
      const { tries, ...environment } = config.uboot ?? {}
      return ubootBootControl({ ...runningSlotOf(config, settings), ...environment, attempts: tries })
    }
    case 'efi': {
      const { efiBootControl } = await import('../../agents/firmware/boot/efi/boot-control.ts')
      const running = runningSlotOf(config, settings)
      return efiBootControl({ ...running, entries: { ...running.names, ...config.efi } })
    }
    default: {
      const { commandBootControl } = await import('../../agents/firmware/boot/script.ts')
      const timeoutMs = durationOf('bootControlTimeout', config.bootControlTimeout ?? '30s', 1)
      const command = parseCommandLine(config.bootControl)
      const known = command.length === 1 && command[0]?.toLowerCase()
      if (known === 'grub' || known === 'uboot' || known === 'efi') {
        throw new RangeError(`bootControl: "${config.bootControl}" is written ${known}`)
      }
      return commandBootControl({ command, timeoutMs })
    }
  }
}

/** How Godwit's own boot controls find out which slot is running. */
function runningSlotOf({ slotNames = {}, kernelArgument }: FirmwareAgentConfig, { slots }: FirmwareSettings) {
  const { a = 'A', b = 'B', rescue = 'rescue' } = slotNames
  if (new Set([a, b, rescue]).size < 3) {
    throw new RangeError(`slotNames: two systems have one name: a is ${a}, b is ${b}, rescue is ${rescue}`)
  }
  return { names: { a, b }, rescueName: rescue, devices: slots, kernelParameter: kernelArgument }
}
