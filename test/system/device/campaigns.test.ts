/** Campaigns on a device that really boots: GRUB, a kernel, a watchdog, and reboots that lose what was not synced. */
import { describe, expect } from 'vitest'
import type { DesiredComponent, DesiredStateFeedback } from '../../../spec/index.ts'
import { askInstalled } from '../../device/installed.ts'
import { missingForDevice } from '../../device/machine.ts'
import { startVirtualDevice, type VirtualDevice } from '../../device/virtual-device.ts'
import { test } from '../../support/fixture.ts'

const missing = missingForDevice()
const suite = missing === undefined ? describe.concurrent : describe.skip
const name = missing === undefined ? 'a virtual device' : `a virtual device (${missing})`

/** What the watchdog waits for, and a campaign with two reboots. */
const longCampaignMs = 400_000

/** Installs both versions, and waits for the end. */
async function fly(
  device: VirtualDevice,
  activityId: string,
  firmware: DesiredComponent,
  software: DesiredComponent,
): Promise<DesiredStateFeedback> {
  await device.backend.apply(activityId, {
    domains: [
      { id: 'firmware', components: [firmware] },
      { id: 'software', components: [software] },
    ],
  })
  return device.backend.end(activityId, longCampaignMs).catch((error: Error) => {
    throw new Error(`${error.message.slice(0, 500)}\n${device.console().slice(-60).join('\n')}`)
  })
}

/** The device is as it left the factory, and will boot so again. */
async function expectAsBefore({ backend }: VirtualDevice): Promise<void> {
  const installed = await askInstalled(backend)
  expect(installed).toMatchObject({ slot: 'a', primary: 'a', slotState: 'good', drift: [] })
  expect(installed.software).toBeUndefined()
}

const order = [['software'], ['firmware']]

suite(name, () => {
  test('boots into the new slot, and commits firmware and software together', async ({ scope }) => {
    const device = await startVirtualDevice(scope)
    const end = await fly(
      device,
      'update',
      await device.firmware({ version: '2' }),
      await device.software('2'),
    )
    expect(end.status).toBe('COMPLETED')
    expect(device.boots()).toEqual([
      { slot: 'A', build: '1' },
      { slot: 'B', build: '2' },
    ])
    expect(await askInstalled(device.backend)).toEqual({
      ...{ firmware: '2', software: '2', drift: [] },
      ...{ slot: 'b', primary: 'b', slotState: 'good' },
    })
  })

  test('a slot whose kernel panics is left, its panic told, and the software goes back', async ({
    scope,
  }) => {
    const device = await startVirtualDevice(scope, { order })
    const firmware = await device.firmware({ version: '2', misbehaves: 'panics' })
    const end = await fly(device, 'panic', firmware, await device.software('2'))
    expect(end.status).toBe('INCOMPLETE')
    expect(device.boots().map(({ slot }) => slot)).toEqual(['A', 'B', 'A'])
    expect(JSON.stringify(end)).toContain('its kernel panicked (Attempted to kill init!')
    await expectAsBefore(device)
  })

  test('a slot that hangs is reset by the watchdog, and the software goes back', async ({ scope }) => {
    const device = await startVirtualDevice(scope, { order })
    const firmware = await device.firmware({ version: '2', misbehaves: 'hangs' })
    const end = await fly(device, 'hang', firmware, await device.software('2'))
    expect(end.status).toBe('INCOMPLETE')
    expect(device.boots().map(({ slot }) => slot)).toEqual(['A', 'B', 'A'])
    expect(JSON.stringify(end)).toContain('the watchdog found it hanging')
    await expectAsBefore(device)
  })

  test('software that fails its check in the new system takes the firmware back with it', async ({
    scope,
  }) => {
    const device = await startVirtualDevice(scope)
    const software = await device.software('2', {
      hooks: { verify: "echo 'nobody can be greeted here'; ! grep -qx BUILD_ID=2 /etc/os-release" },
    })
    const end = await fly(device, 'check', await device.firmware({ version: '2' }), software)
    expect(end.status).toBe('INCOMPLETE')
    expect(device.boots()).toEqual([
      { slot: 'A', build: '1' },
      { slot: 'B', build: '2' },
      { slot: 'A', build: '1' },
    ])
    expect(JSON.stringify(end)).toContain('nobody can be greeted here')
    await expectAsBefore(device)
  })
})
