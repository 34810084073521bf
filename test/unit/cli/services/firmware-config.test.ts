/** What a schema cannot tell of a firmware agent's configuration is refused at its start, with the key. */
import { expect, test } from 'vitest'
import { firmwareSettings } from '../../../../agents/firmware/settings.ts'
import { firmwareDriver } from '../../../../cli/services/firmware-driver.ts'
import type { FirmwareAgentConfig } from '../../../../spec/generated/config.ts'
import { newSimulatedClock } from '../../../simulation/sim-clock.ts'
import { silentLog } from '../../agents/firmware/fixture.ts'

const plain: FirmwareAgentConfig = { slots: { rootfs: { a: '/dev/a', b: '/dev/b' } }, bootControl: 'grub' }

/** The driver of a configuration that has this beside what each needs. */
async function driverWith(more: Partial<FirmwareAgentConfig>) {
  const config = { ...plain, ...more }
  return firmwareDriver(config, firmwareSettings(config, 'test'), {
    clock: newSimulatedClock(),
    log: silentLog,
  })
}

test('each boot loader is taken with its own keys', async () => {
  await driverWith({ grub: { environment: '/boot/grubenv' } })
  await driverWith({ bootControl: 'uboot', uboot: { tries: 2 } })
  await driverWith({ bootControl: 'efi', efi: { a: '0001', b: '0002' } })
  await driverWith({ bootControl: '/usr/bin/grub --slots' })
  await driverWith({ confirmTimeout: '0s' })
})

test.each<[Partial<FirmwareAgentConfig>, string]>([
  [{ confirmTimeout: '-5m' }, 'confirmTimeout: "-5m" is too short; at least 0s is needed'],
  [{ hooks: { timeout: '0s' } }, 'hooks.timeout: "0s" is too short; at least 1ms is needed'],
  [
    { bootControl: 'script', bootControlTimeout: '0s' },
    'bootControlTimeout: "0s" is too short; at least 1ms is needed',
  ],
  [{ slots: { rootfs: { a: '/dev/a', b: '/dev/a' } } }, 'slots.rootfs: both slots are /dev/a'],
  [{ slotNames: { a: 'B' } }, 'slotNames: two systems have one name: a is B, b is B, rescue is rescue'],
  [{ bootControl: 'GRUB' }, 'bootControl: "GRUB" is written grub'],
  [{ bootControl: undefined }, 'bootControl: must be set: grub, uboot, efi, or a command'],
] as [Partial<FirmwareAgentConfig>, string][])('%j is refused by name', async (more, message) => {
  await expect(driverWith(more)).rejects.toThrow(new RangeError(message))
})
