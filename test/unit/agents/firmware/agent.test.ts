import { randomBytes } from 'node:crypto'
import { readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Installer } from '../../../../agents/firmware/installer.ts'
import { rawInstaller } from '../../../../agents/firmware/raw/installer.ts'
import { desired, deviceFixture, failOnce, install, parameter, plan, slotSize } from './fixture.ts'

const image = (mark: string) => Buffer.concat([Buffer.from(`${mark}\n`), randomBytes(1_500_000)])

test('the plan is one action that names both slots, and changes nothing', async () => {
  const fixture = await deviceFixture()
  const action = await plan(fixture, fixture.start(), desired('1.0', await fixture.image(image('one'))))
  expect(action).toMatchObject({
    component: { id: 'rootfs', version: '1.0' },
    message: 'unknown → 1.0: write slot b, reboot into it',
    detail: { from: 'a', to: 'b' },
  })
  expect(await fixture.boot.getState('b')).toBe('bad')
  expect(await fixture.records.list()).toEqual([])
})

test('a component that is not listed is left alone', async () => {
  const fixture = await deviceFixture()
  expect(await fixture.start().identify({ id: 'firmware' }, fixture.identifyContext())).toEqual([])
})

test('a whole update ends in the other slot, marked good', async () => {
  const fixture = await deviceFixture()
  const content = image('one')
  await install(fixture, '1.0', await fixture.image(content))
  expect((await readFile(fixture.slots.b)).subarray(0, content.length).equals(content)).toBe(true)
  expect(await fixture.boot.getCurrent()).toBe('b')
  expect(await fixture.boot.getState('b')).toBe('good')
})

test('the version that runs already needs nothing; the same version with other bytes is installed again', async () => {
  const fixture = await deviceFixture()
  const config = await fixture.image(image('one'))
  await install(fixture, '1.0', config)
  const agent = fixture.start()
  expect(await agent.identify(desired('1.0', config), fixture.identifyContext())).toEqual([])
  const again = await plan(fixture, agent, desired('1.0', await fixture.image(image('other'))))
  expect(again.detail).toMatchObject({ from: 'b', to: 'a' })
})

test('the inventory tells the running version, both slots and what the image must be made for', async () => {
  const fixture = await deviceFixture()
  await install(fixture, '1.0', await fixture.image(image('one'), [{ key: 'compatible', value: 'board' }]))
  const { softwareNodes } = await fixture.start(undefined, { compatible: 'board' }).inventory()
  expect(softwareNodes).toEqual([
    {
      id: 'rootfs',
      version: '1.0',
      name: 'Firmware image',
      type: 'IMAGE',
      parameters: [
        { key: 'slot', value: 'b' },
        { key: 'primary', value: 'b' },
        { key: 'state.a', value: 'good' },
        { key: 'state.b', value: 'good' },
        { key: 'version.a', value: 'unknown' },
        { key: 'version.b', value: '1.0' },
        { key: 'compatible', value: 'board' },
      ],
    },
  ])
})

test('another component is refused by name', async () => {
  const fixture = await deviceFixture()
  const wrong = desired('1.0', await fixture.image(image('one')), 'bootfs')
  await expect(fixture.start().identify(wrong, fixture.identifyContext())).rejects.toMatchObject({
    code: 'INVALID_COMPONENT',
    component: 'bootfs',
    message: expect.stringContaining('"bootfs"'),
  })
})

test('a component twice, or without a version, is refused', async () => {
  const fixture = await deviceFixture()
  const config = await fixture.image(image('one'))
  const component = { id: 'rootfs', version: '1.0', config }
  const agent = fixture.start()
  const twice = { id: 'firmware', components: [component, component] }
  await expect(agent.identify(twice, fixture.identifyContext())).rejects.toThrow('more than once')
  const without = { id: 'firmware', components: [{ id: 'rootfs', config }] }
  await expect(agent.identify(without, fixture.identifyContext())).rejects.toThrow('has no version')
})

test('an image made for something else, or for nobody knows what, is refused', async () => {
  const fixture = await deviceFixture()
  const agent = fixture.start(undefined, { compatible: 'board-2' })
  const other = await fixture.image(image('one'), [{ key: 'compatible', value: 'board-1' }])
  await expect(agent.identify(desired('1.0', other), fixture.identifyContext())).rejects.toMatchObject({
    code: 'INCOMPATIBLE',
    message: expect.stringMatching(/board-1.*board-2/),
  })
  const silent = await fixture.image(image('one'))
  await expect(agent.identify(desired('1.0', silent), fixture.identifyContext())).rejects.toMatchObject({
    code: 'INCOMPATIBLE',
  })
})

test('an image larger than the slot is refused before anything is downloaded', async () => {
  const fixture = await deviceFixture()
  const config = await fixture.image(Buffer.alloc(slotSize + 1))
  await expect(
    fixture.start().identify(desired('1.0', config), fixture.identifyContext()),
  ).rejects.toMatchObject({ code: 'SLOT_TOO_SMALL' })
})

test('the slot is bad, and without a record, while it is written', async () => {
  const fixture = await deviceFixture()
  const config = await fixture.image(image('one'))
  await fixture.boot.setState('b', 'good')
  await fixture.records.write('rootfs', { b: { version: '0.9', integrity: 'sha256-old' } })
  const agent = fixture.start()
  const action = await plan(fixture, agent, desired('1.0', config))
  const stop = new AbortController()
  const abort = () => stop.abort(new Error('stop here'))
  const context = fixture.context({ signal: stop.signal, progress: abort })
  await expect(agent.update?.(action, context)).rejects.toThrow('stop here')
  expect(await fixture.boot.getState('b')).toBe('bad')
  expect(await fixture.records.read('rootfs')).toEqual({})
})

test('the slot the device runs from is never written, even if the plan says so', async () => {
  const fixture = await deviceFixture()
  const agent = fixture.start()
  const action = await plan(fixture, agent, desired('1.0', await fixture.image(image('one'))))
  await fixture.boot.setState('b', 'good')
  await fixture.boot.setPrimary('b')
  fixture.boot.powerOn()
  await expect(agent.update?.(action, fixture.context())).rejects.toMatchObject({ code: 'SLOT_WRITE_FAILED' })
  expect(await fixture.boot.getState('b')).toBe('good')
})

test('two names of the same slot are found out before anything is written', async () => {
  const fixture = await deviceFixture()
  const link = path.join(fixture.folder, 'link')
  await symlink(fixture.slots.a, link)
  const { slots } = fixture
  const context = fixture.context()
  const agent = fixture.start(undefined, { slots: { ...slots, b: link } })
  const action = await plan(fixture, agent, desired('1.0', await fixture.image(image('one'))))
  await expect(agent.update?.(action, context)).rejects.toThrow('are the same')
  expect((await readFile(slots.a)).every((byte) => byte === 0)).toBe(true)
})

test('a slot that was not written is never made primary', async () => {
  const fixture = await deviceFixture()
  const agent = fixture.start()
  const action = await plan(fixture, agent, desired('1.0', await fixture.image(image('one'))))
  await expect(agent.activate?.(action, fixture.context())).rejects.toMatchObject({
    code: 'SLOT_WRITE_FAILED',
  })
  expect(await fixture.boot.getPrimary()).toBe('a')
})

test('an image that does not come up is told as a fallback, with what is known, and noted', async () => {
  const fixture = await deviceFixture()
  const agent = fixture.start()
  const action = await plan(fixture, agent, desired('2.0', await fixture.image(image('panics'))))
  await agent.update?.(action, fixture.context())
  expect(await agent.activate?.(action, fixture.context())).toEqual({ rebootRequired: true })
  fixture.boot.breakSlot('b')
  fixture.boot.powerOn()
  const verdict = {
    code: 'FELL_BACK',
    message: expect.stringMatching(
      /2\.0 in slot b did not come up: .* slot a again \(primary: b; slot b is bad/,
    ),
  }
  await expect(agent.activate?.(action, fixture.context())).rejects.toMatchObject(verdict)
  await expect(agent.activate?.(action, fixture.context())).rejects.toMatchObject(verdict)
  const [node] = (await agent.inventory()).softwareNodes ?? []
  expect(node?.parameters).toContainEqual({ key: 'lastFailure', value: '2.0' })
  expect(await agent.rollback?.(action, fixture.context())).toBeUndefined()
  expect(await fixture.boot.getPrimary()).toBe('a')
})

test('a failure is history once the same version has been committed', async () => {
  const fixture = await deviceFixture()
  const config = await fixture.image(image('two'))
  await failOnce(fixture, '2.0', config)
  await install(fixture, '1.9', await fixture.image(image('one')))
  expect(await parameter(fixture, 'lastFailure')).toBe('2.0')
  await install(fixture, '2.0', config, { retryFailedVersion: true })
  expect(await parameter(fixture, 'lastFailure')).toBeUndefined()
})

test('a rollback before the trial boot needs no reboot; after it, it does', async () => {
  const fixture = await deviceFixture()
  const agent = fixture.start()
  const action = await plan(fixture, agent, desired('1.0', await fixture.image(image('one'))))
  await agent.update?.(action, fixture.context())
  await agent.activate?.(action, fixture.context())
  expect(await agent.rollback?.(action, fixture.context())).toBeUndefined()
  await agent.activate?.(action, fixture.context())
  fixture.boot.powerOn()
  await agent.activate?.(action, fixture.context())
  expect(await agent.rollback?.(action, fixture.context())).toEqual({ rebootRequired: true })
  fixture.boot.powerOn()
  expect(await agent.rollback?.(action, fixture.context())).toBeUndefined()
  expect(await fixture.boot.getCurrent()).toBe('a')
  expect(await fixture.boot.getState('b')).toBe('bad')
})

test('a rollback whose reboot does not bring the old slot back fails, and does not ask for ever', async () => {
  const fixture = await deviceFixture()
  const agent = fixture.start()
  const action = await plan(fixture, agent, desired('1.0', await fixture.image(image('one'))))
  await agent.update?.(action, fixture.context())
  await agent.activate?.(action, fixture.context())
  fixture.boot.powerOn()
  await agent.rollback?.(action, fixture.context())
  const afterBoot = fixture.context({ bootId: 'another boot, into the same slot' })
  await expect(agent.rollback?.(action, afterBoot)).rejects.toMatchObject({ code: 'ROLLBACK_FAILED' })
})

test('a slot that cannot be read back is written anew', async () => {
  const fixture = await deviceFixture()
  const content = image('one')
  const installer = {
    ...rawInstaller(fixture.slots),
    holds: () => Promise.reject(new Error('EIO: i/o error, read')),
  }
  const agent = fixture.start(undefined, {}, { installer })
  const action = await plan(fixture, agent, desired('1.0', await fixture.image(content)))
  await agent.update?.(action, fixture.context())
  await writeFile(fixture.slots.b, Buffer.alloc(slotSize))
  await agent.update?.(action, fixture.context({ activityId: 'again' }))
  expect((await readFile(fixture.slots.b)).subarray(0, content.length).equals(content)).toBe(true)
})

test('a rollback waits for what goes on without the agent, says so, and goes on where that cannot be asked', async () => {
  const fixture = await deviceFixture()
  const said: string[] = []
  const settling: (() => Promise<void>)[] = [async () => {}]
  const installer: Installer = {
    ...rawInstaller(fixture.slots),
    async settle({ onProgress }) {
      onProgress(50, 'still installing')
      await settling.shift()?.()
    },
  }
  const agent = fixture.start(undefined, {}, { installer })
  const action = await plan(fixture, agent, desired('1.0', await fixture.image(image('one'))))
  const progress = (_percent: number, message = '') => void said.push(message)
  await agent.update?.(action, fixture.context())
  settling.push(() => Promise.reject(new Error('it is away')))
  await agent.rollback?.(action, fixture.context({ progress }))
  expect(said).toContain('still installing')
  expect(await fixture.boot.getState('b')).toBe('bad')
})

test('a rollback of an action that never began leaves the boot loader alone', async () => {
  const fixture = await deviceFixture()
  const agent = fixture.start()
  await fixture.boot.setState('b', 'good')
  const action = await plan(fixture, agent, desired('1.0', await fixture.image(image('one'))))
  expect(await agent.rollback?.(action, fixture.context())).toBeUndefined()
  expect(await fixture.boot.getState('b')).toBe('good')
})

test('a slot is not marked good before it was booted, and not after it fell back', async () => {
  const fixture = await deviceFixture()
  const agent = fixture.start()
  const action = await plan(fixture, agent, desired('1.0', await fixture.image(image('one'))))
  await agent.update?.(action, fixture.context())
  await agent.activate?.(action, fixture.context())
  await expect(agent.cleanup?.(action, fixture.context())).rejects.toMatchObject({ code: 'OUT_OF_ORDER' })
  fixture.boot.breakSlot('b')
  fixture.boot.powerOn()
  await expect(agent.cleanup?.(action, fixture.context())).rejects.toMatchObject({ code: 'FELL_BACK' })
  expect(await fixture.boot.getState('b')).toBe('bad')
})
