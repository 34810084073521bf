import { expect, test } from 'vitest'
import type { PowerCut } from '../../../device/disk/write-cache.ts'
import { powerPlan } from '../../../device/power/aim.ts'
import { runTrial } from '../../../device/power/trial.ts'
import type { VirtualDevice } from '../../../device/virtual-device.ts'

const cut: PowerCut = { seed: 1, unsyncedWrites: 1, unsyncedBytes: 512, landedBytes: 0, tornWrites: 0 }
const never = new Promise<never>(() => {})
/** Of seeds: the power goes once with one, and twice with the other. */
const [once, twice] = [1, 8]

/** A device whose campaign never ends; it says a word for each time that it is switched on. */
function deviceThat({ powerOn, powerLoss }: Pick<VirtualDevice, 'powerOn' | 'powerLoss'>): VirtualDevice {
  const said = ['BOOTED before']
  const wire = { settle: async () => {}, onMessage: () => {} }
  const backend = {
    ...{ wire, apply: async () => {}, end: () => never, final: () => never },
    ...{ statuses: () => [], commands: () => ['firmware ACTIVATE'] },
  }
  return {
    ...{ backend, disk: { isOn: false, arm: () => {}, powerOn: () => {} }, powerLoss },
    ...{ firmware: async () => ({ id: 'rootfs' }), software: async () => ({ id: 'greeter' }) },
    ...{ console: () => [...said], boots: () => [] },
    powerOn() {
      said.push('GRUB loading')
      return powerOn()
    },
  } as unknown as VirtualDevice
}

const late = async () => Promise.reject(new Error('it was not ready after 300000 ms and 40 resets'))
const versions = { from: '1', to: '2' }

test('a device that does not come up again is at fault, and all that it said is kept', async () => {
  const device = deviceThat({ powerLoss: async () => cut, powerOn: late })
  const report = await runTrial(device, powerPlan(once), versions)
  expect(report.faults[0]).toMatch(/not ready .* 40 resets/)
  expect(report.cuts).toHaveLength(1)
  expect(report.console).toEqual(['GRUB loading'])
})

test('so is one that does not come up to lose its power once more', async () => {
  let losses = 0
  const powerLoss = async () => (++losses === 1 ? cut : never)
  const report = await runTrial(deviceThat({ powerLoss, powerOn: late }), powerPlan(twice), versions)
  expect(report.faults[0]).toMatch(/not ready/)
  expect(report.cuts).toHaveLength(1)
  expect(report.console).toEqual(['GRUB loading'])
})

test('so is one whose machine breaks down before its power goes', async () => {
  const powerLoss = async () => Promise.reject(new Error('the machine broke down with 1'))
  const report = await runTrial(deviceThat({ powerLoss, powerOn: late }), powerPlan(once), versions)
  expect(report.faults[0]).toBe('the machine broke down with 1')
  expect(report).toMatchObject({ cuts: [], console: [], phase: 'firmware ACTIVATE' })
})

test('a campaign that cannot begin says nothing of the device', async () => {
  const device = deviceThat({ powerLoss: async () => cut, powerOn: late })
  device.firmware = async () => Promise.reject(new Error('no room'))
  await expect(runTrial(device, powerPlan(once), versions)).rejects.toThrow('no room')
})
