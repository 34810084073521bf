/** Whole campaigns by the real RAUC, with reboots that end every process of the device. */
import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { DesiredComponent } from '../../../spec/index.ts'
import { test } from '../../support/fixture.ts'
import { describeWithRauc } from '../../support/rauc.ts'
import { type RaucDevice, startRaucDevice } from '../../support/rauc-device.ts'
import { startWireAgent } from '../../support/wire-agent.ts'

const firmware = (component: DesiredComponent) => ({ id: 'firmware', components: [component] })

async function fly({ backend }: RaucDevice, activityId: string, component: DesiredComponent) {
  await backend.apply(activityId, { domains: [firmware(component)] })
  return backend.end(activityId, 60_000)
}

describeWithRauc('a campaign with RAUC', () => {
  test('boots the new slot, and marks it good at the commit', async ({ scope }) => {
    const device = await startRaucDevice(scope)
    const { board, boots } = device
    expect(await fly(device, 'one', await device.component({ version: '1.0' }))).toMatchObject({
      status: 'COMPLETED',
    })
    expect(boots).toEqual(['A', 'B'])
    expect(await board.content('B')).toBe('rootfs 1.0')
    expect(await board.environment()).toMatchObject({ ORDER: 'B A', B_OK: '1', B_TRY: '0' })
    expect(await fly(device, 'two', await device.component({ version: '2.0' }))).toMatchObject({
      status: 'COMPLETED',
    })
    expect(boots).toEqual(['A', 'B', 'A'])
    expect(await board.environment()).toMatchObject({ ORDER: 'A B', A_OK: '1', A_TRY: '0' })
  })

  test('with an image that panics ends in the old slot, which is good again', async ({ scope }) => {
    const device = await startRaucDevice(scope)
    const broken = await device.component({ version: '2.0', content: 'BROKEN' })
    const final = await fly(device, 'one', broken)
    expect(final).toMatchObject({ status: 'INCOMPLETE', reason: { code: 'FELL_BACK' } })
    expect(device.boots).toEqual(['A', 'B', 'A'])
    expect(await device.board.environment()).toMatchObject({ ORDER: 'A B', A_OK: '1', A_TRY: '0', B_OK: '0' })
  })

  test('with a bundle for another board fails in DOWNLOAD, and says why', async ({ scope }) => {
    const device = await startRaucDevice(scope)
    const final = await fly(device, 'one', await device.component({ version: '1.0', compatible: 'toaster' }))
    expect(final).toMatchObject({ status: 'INCOMPLETE', reason: { code: 'INCOMPATIBLE', phase: 'DOWNLOAD' } })
    expect(device.boots).toEqual(['A'])
    expect(await device.board.content('B')).toBe('factory')
  })

  test('boots back where another domain fails after the reboot', async ({ scope }) => {
    const device = await startRaucDevice(scope, ['payload'])
    await startWireAgent(scope, device.url, 'payload', {
      commands: { ACTIVATE: [{ status: 'ACTIVATION_FAILURE', message: 'no lift' }] },
    })
    const component = await device.component({ version: '1.0' })
    const payload = { id: 'payload', components: [{ id: 'camera', version: '1.0' }] }
    await device.backend.apply('one', { domains: [firmware(component), payload] })
    const final = await device.backend.end('one', 60_000)
    expect(final).toMatchObject({ status: 'INCOMPLETE', message: expect.stringContaining('no lift') })
    expect(device.boots).toEqual(['A', 'B', 'A'])
    expect(await device.board.environment()).toMatchObject({ ORDER: 'A B', A_TRY: '0', B_OK: '0' })
  })
})

describeWithRauc('a campaign with RAUC lands', () => {
  /** Begins one that is held up in the middle of its installation, and ends it after `interrupt`. */
  async function interrupted(
    device: RaucDevice,
    moment: 'pre-install' | 'post-install',
    interrupt: () => Promise<unknown>,
  ) {
    const hold = device.board.hold(moment)
    const component = await device.component({ version: '1.0', hook: hold.hook })
    await device.backend.apply('one', { domains: [firmware(component)] })
    await hold.reached()
    await interrupt()
    await hold.release()
    expect(await device.backend.end('one', 60_000)).toMatchObject({ status: 'COMPLETED' })
    expect(await device.board.content('B')).toBe('rootfs 1.0')
    expect(await device.board.environment()).toMatchObject({ ORDER: 'B A', B_OK: '1', B_TRY: '0' })
  }

  test('when the agent is killed in the middle of the installation', async ({ scope }) => {
    const device = await startRaucDevice(scope)
    await interrupted(device, 'post-install', async () => {
      await device.godwit().kill()
      await device.startGodwit()
    })
    expect(await readFile(`${device.board.folder}/rauc.status`, 'utf8')).toContain('installed.count=1\n')
  })

  test('when RAUC is killed in the middle of the installation', async ({ scope }) => {
    const device = await startRaucDevice(scope)
    await interrupted(device, 'pre-install', async () => {
      await device.rauc().kill()
      device.startRauc()
    })
  })

  test('when the power is cut in the middle of the installation', async ({ scope }) => {
    const device = await startRaucDevice(scope)
    await interrupted(device, 'pre-install', device.cutPower)
    expect(device.boots).toEqual(['A', 'A', 'B'])
  })
})

describeWithRauc('a slot that was committed', () => {
  test('is marked good again after each boot', async ({ scope }) => {
    const device = await startRaucDevice(scope)
    const { board, backend, boots } = device
    await fly(device, 'one', await device.component({ version: '1.0' }))
    for (let boot = 1; boot <= 3; boot += 1) {
      await device.cutPower()
      expect(boots.at(-1)).toBe('B')
      await expect.poll(async () => (await board.environment()).B_TRY, { timeout: 60_000 }).toBe('0')
    }
    expect(backend.statuses('one').at(-1)).toBe('COMPLETED')
  })
})
