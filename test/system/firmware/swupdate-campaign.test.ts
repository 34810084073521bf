/** Whole campaigns by the real SWUpdate on U-Boot's environment, with reboots that end every process of the device. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { DesiredComponent, DesiredState } from '../../../spec/index.ts'
import { test } from '../../support/fixture.ts'
import { swupdateExamples } from '../../support/swu-package.ts'
import { describeWithSwupdate } from '../../support/swupdate.ts'
import { type SwupdateDevice, startSwupdateDevice } from '../../support/swupdate-device.ts'
import { startWireAgent } from '../../support/wire-agent.ts'

const limit = 100_000

async function fly({ backend }: SwupdateDevice, activityId: string, component: DesiredComponent) {
  await backend.apply(activityId, await asInExample(component))
  return backend.end(activityId, limit)
}

/** The desired state of the example, with a component that there is. */
async function asInExample(component: DesiredComponent): Promise<DesiredState> {
  const text = await readFile(join(swupdateExamples, 'desired-state.json'), 'utf8')
  return JSON.parse(text, (_key, value) => {
    if (value?.id !== component.id) return value
    const keysOf = ({ config }: DesiredComponent) => config?.map(({ key }) => key)
    expect(keysOf(component)).toEqual(expect.arrayContaining(keysOf(value) ?? []))
    return component
  })
}

const withKey = (component: DesiredComponent, key: string, value: string): DesiredComponent => ({
  ...component,
  config: [...(component.config ?? []), { key, value }],
})

describeWithSwupdate('a campaign with SWUpdate', () => {
  test('boots the new slot, commits it, and goes on to the other one with the next', async ({ scope }) => {
    const device = await startSwupdateDevice(scope)
    const { board, boots, backend } = device
    expect(await fly(device, 'one', await device.component({ version: '1.0' }))).toMatchObject({
      status: 'COMPLETED',
    })
    expect(boots).toEqual(['A', 'B'])
    expect(await board.content('B')).toBe('rootfs 1.0')
    expect(await board.environment()).toEqual({
      BOOT_ORDER: 'B A',
      BOOT_A_LEFT: '3',
      BOOT_A_TRIAL: '0',
      BOOT_B_LEFT: '3',
      BOOT_B_TRIAL: '0',
    })
    const messages = backend.feedback('one').flatMap(({ actions = [] }) => actions.map((one) => one.message))
    expect(messages).toContain('installing rootfs.img into slot b')
    expect(await fly(device, 'two', await device.component({ version: '2.0' }))).toMatchObject({
      status: 'COMPLETED',
    })
    expect(boots).toEqual(['A', 'B', 'A'])
    expect([await board.content('A'), await board.content('B')]).toEqual(['rootfs 2.0', 'rootfs 1.0'])
    expect(await board.environment()).toMatchObject({ BOOT_ORDER: 'A B', BOOT_A_TRIAL: '0' })
  })

  test('with an image that panics ends in the old slot, after three attempts', async ({ scope }) => {
    const device = await startSwupdateDevice(scope)
    const broken = await device.component({ version: '2.0', content: 'BROKEN' })
    const final = await fly(device, 'one', broken)
    expect(final).toMatchObject({ status: 'INCOMPLETE', reason: { code: 'FELL_BACK' } })
    expect(device.boots).toEqual(['A', 'B', 'B', 'B', 'A'])
    expect(await device.board.environment()).toMatchObject({ BOOT_ORDER: 'A B', BOOT_B_LEFT: '0' })
  })

  test('with a package for another board fails in DOWNLOAD, and says why', async ({ scope }) => {
    const device = await startSwupdateDevice(scope)
    const describe = (text: string) => text.replace('example-board', 'toaster')
    const final = await fly(device, 'one', await device.component({ version: '1.0', describe }))
    expect(final).toMatchObject({
      status: 'INCOMPLETE',
      reason: { code: 'INCOMPATIBLE', phase: 'DOWNLOAD' },
      message: expect.stringContaining('the package is made for toaster; this device is example-board'),
    })
    expect(device.boots).toEqual(['A'])
    expect(await device.board.content('B')).toBe('factory')
  })

  test('with a component for another device, or one below the floor, is refused at once', async ({
    scope,
  }) => {
    const device = await startSwupdateDevice(scope, { firmware: { compatible: 'example-board' } })
    const made = async (version: string, compatible = 'example-board') =>
      withKey(await device.component({ version }), 'compatible', compatible)
    expect(await fly(device, 'toaster', await made('1.0', 'toaster'))).toMatchObject({
      status: 'IDENTIFICATION_FAILED',
      reason: { code: 'INCOMPATIBLE' },
    })
    const second = withKey(await made('2.0'), 'downgradeFloor', '2.0')
    expect(await fly(device, 'two', second)).toMatchObject({ status: 'COMPLETED' })
    expect(await fly(device, 'one', await made('1.0'))).toMatchObject({
      status: 'IDENTIFICATION_FAILED',
      reason: { code: 'DOWNGRADE_REFUSED' },
    })
    expect(device.boots).toEqual(['A', 'B'])
    expect(await device.board.content('A')).toBe('factory')
  })

  test('boots back where another domain fails after the reboot', async ({ scope }) => {
    const device = await startSwupdateDevice(scope, { others: ['payload'] })
    await startWireAgent(scope, device.url, 'payload', {
      commands: { ACTIVATE: [{ status: 'ACTIVATION_FAILURE', message: 'no lift' }] },
    })
    const component = await device.component({ version: '1.0' })
    const payload = { id: 'payload', components: [{ id: 'camera', version: '1.0' }] }
    const firmware = { id: 'firmware', components: [component] }
    await device.backend.apply('one', { domains: [firmware, payload] })
    const final = await device.backend.end('one', limit)
    expect(final).toMatchObject({ status: 'INCOMPLETE', message: expect.stringContaining('no lift') })
    expect(device.boots).toEqual(['A', 'B', 'A'])
    expect(await device.board.environment()).toMatchObject({ BOOT_ORDER: 'A B', BOOT_B_LEFT: '0' })
  })
})

describeWithSwupdate('a campaign with SWUpdate lands', () => {
  /** Begins one that is held up in the middle of its installation, and ends it after `interrupt`. */
  async function interrupted(device: SwupdateDevice, interrupt: () => Promise<unknown>) {
    const hold = device.board.hold('postinstall')
    const component = await device.component({ version: '1.0', ...hold.inPackage })
    await device.backend.apply('one', await asInExample(component))
    await hold.reached()
    await interrupt()
    await hold.release()
    expect(await device.backend.end('one', limit)).toMatchObject({ status: 'COMPLETED' })
    expect(await device.board.content('B')).toBe('rootfs 1.0')
    const environment = await device.board.environment()
    expect(environment).toMatchObject({ BOOT_ORDER: 'B A', BOOT_B_LEFT: '3', BOOT_B_TRIAL: '0' })
    expect(environment).not.toHaveProperty('recovery_status')
  }

  test('when the agent is killed in the middle of the installation', async ({ scope }) => {
    const device = await startSwupdateDevice(scope)
    await interrupted(device, async () => {
      await device.godwit().kill()
      await device.startGodwit()
    })
  })

  test('when the agent alone is killed, and its client goes on without it', async ({ scope }) => {
    const device = await startSwupdateDevice(scope)
    await interrupted(device, async () => {
      await device.godwit().killAlone()
      await device.startGodwit()
    })
  })

  test('when SWUpdate is killed in the middle of the installation', async ({ scope }) => {
    const device = await startSwupdateDevice(scope)
    await interrupted(device, async () => {
      await device.swupdate().kill()
      await device.startSwupdate()
    })
  })

  test('when the power is cut in the middle of the installation, which is then told', async ({ scope }) => {
    const device = await startSwupdateDevice(scope)
    let updating = device.godwit()
    await interrupted(device, async () => {
      await device.cutPower()
      updating = device.godwit()
    })
    expect(updating.lines.join('\n')).toContain("SWUpdate's last installation has not come to its end")
    expect(device.boots).toEqual(['A', 'A', 'B'])
  })
})
