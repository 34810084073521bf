/** Firmware campaigns on a simulated device, with real reboots, fallbacks and power cuts of real processes. */
import { expect } from 'vitest'
import type { DesiredComponent } from '../../spec/index.ts'
import { topicsOf } from '../../spec/topics.ts'
import { startDevice, type TestDevice } from '../support/device.ts'
import { test } from '../support/fixture.ts'
import { describeWithMosquitto } from '../support/mosquitto.ts'
import { startWireAgent } from '../support/wire-agent.ts'

const domain = (component: DesiredComponent) => ({ id: 'firmware', components: [component] })

async function fly(device: TestDevice, activityId: string, component: DesiredComponent) {
  await device.backend.apply(activityId, { domains: [domain(component)] })
  return device.backend.end(activityId, 30_000)
}

/** Cuts the power once, as soon as the firmware agent says that status. */
function cutPowerAt(device: TestDevice, status: string): Promise<unknown> {
  const { feedback } = topicsOf('firmware')
  return device.backend.wire
    .waitFor(status, ({ topic, json }) => topic === feedback && json?.payload?.status === status, 30_000)
    .then(() => device.cutPower())
}

describeWithMosquitto('a firmware campaign', () => {
  test('boots into the new image and marks it good', async ({ scope }) => {
    const device = await startDevice(scope)
    expect(await fly(device, 'one', device.image('1.0'))).toMatchObject({ status: 'COMPLETED' })
    expect(await device.running()).toBe('rootfs 1.0')
    expect(await device.bootControl('get-primary')).toBe('b')
    expect(await device.bootControl('get-state', 'b')).toBe('good')
    expect(device.console.lines.filter((line) => line.includes('boot loader: slot'))).toHaveLength(2)
  })

  test('goes back and forth between the slots', async ({ scope }) => {
    const device = await startDevice(scope)
    for (const [version, slot] of [
      ['1.0', 'b'],
      ['2.0', 'a'],
      ['3.0', 'b'],
    ] as const) {
      expect(await fly(device, version, device.image(version))).toMatchObject({ status: 'COMPLETED' })
      expect(await device.bootControl('get-current')).toBe(slot)
    }
  })

  test('that installs what runs already changes nothing, and reboots nothing', async ({ scope }) => {
    const device = await startDevice(scope)
    const image = device.image('1.0')
    await fly(device, 'one', image)
    expect(await fly(device, 'two', image)).toMatchObject({ status: 'COMPLETED' })
    expect(device.backend.commands('two')).toEqual([])
  })

  test('with an image that panics ends on the old one, and says that it fell back', async ({ scope }) => {
    const device = await startDevice(scope)
    await fly(device, 'one', device.image('1.0'))
    const final = await fly(device, 'two', device.image('2.0', 'BROKEN'))
    expect(final).toMatchObject({ status: 'INCOMPLETE', reason: { code: 'FELL_BACK' } })
    expect(await device.running()).toBe('rootfs 1.0')
    expect(await device.bootControl('get-primary')).toBe('b')
    expect(await device.bootControl('get-state', 'a')).toBe('bad')
    expect(await fly(device, 'three', device.image('3.0'))).toMatchObject({ status: 'COMPLETED' })
  })

  for (const status of [
    'DOWNLOADING',
    'DOWNLOAD_SUCCESS',
    'UPDATING',
    'UPDATE_SUCCESS',
    'ACTIVATING',
    'ACTIVATION_SUCCESS',
    'CLEANUP',
  ]) {
    test(`lands when the power is cut at ${status}`, async ({ scope }) => {
      const device = await startDevice(scope)
      const cut = cutPowerAt(device, status)
      const final = fly(device, 'one', device.image('1.0'))
      await cut
      expect(await final).toMatchObject({ status: 'COMPLETED' })
      expect(await device.running()).toBe('rootfs 1.0')
      expect(await device.bootControl('get-state', 'b')).toBe('good')
    })
  }
})

describeWithMosquitto('a firmware campaign beside a domain that fails after the trial boot', () => {
  for (const powerCut of [false, true]) {
    const name = powerCut ? ', also when the power is cut in the rollback' : ''
    test(`boots back into the old image${name}`, async ({ scope }) => {
      const device = await startDevice(scope, { others: ['payload'] })
      const failing = { commands: { ACTIVATE: [{ status: 'ACTIVATION_FAILURE', message: 'no lift' }] } }
      const agent = await startWireAgent(scope, device.url, 'payload')
      const both = (version: string, component: DesiredComponent) => ({
        domains: [domain(component), { id: 'payload', components: [{ id: 'camera', version }] }],
      })
      await device.backend.apply('one', both('1.0', device.image('1.0')))
      expect(await device.backend.end('one', 30_000)).toMatchObject({ status: 'COMPLETED' })
      agent.change(failing)
      const cut = powerCut ? cutPowerAt(device, 'ROLLBACK') : undefined
      await device.backend.apply('two', both('2.0', device.image('2.0')))
      await cut
      const final = await device.backend.end('two', 30_000)
      expect(final).toMatchObject({ status: 'INCOMPLETE', message: expect.stringContaining('no lift') })
      expect(await device.running()).toBe('rootfs 1.0')
      expect(await device.bootControl('get-primary')).toBe('b')
      expect(await device.bootControl('get-state', 'a')).toBe('bad')
    })
  }
})
