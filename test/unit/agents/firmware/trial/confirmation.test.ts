/** A system that came up and that nobody commits gives itself up. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { FirmwarePorts } from '../../../../../agents/firmware/agent.ts'
import { desired, deviceFixture, parameter, plan, tryOut } from '../fixture.ts'

const settings = { confirmTimeoutMs: 60_000 }
const watching = (agent: { watch?: (changed: () => void, isBusy: () => boolean) => () => void }) =>
  agent.watch?.(
    () => {},
    () => false,
  ) ?? (() => {})

async function onTrial() {
  const fixture = await deviceFixture()
  const trial = await tryOut(fixture, '2.0', await fixture.image(randomBytes(1000)), settings)
  expect(await fixture.boot.getCurrent()).toBe('b')
  return { fixture, ...trial }
}

test('without a commit in time the device goes back, also where no manager has ever asked, and says so', async () => {
  const { fixture, agent, action, context } = await onTrial()
  const stop = watching(agent)
  await expect.poll(() => fixture.clock.pending()).toBe(1)
  fixture.clock.advance(59_999)
  expect(await fixture.boot.getCurrent()).toBe('b')
  fixture.clock.advance(1)
  await expect.poll(() => fixture.boot.getCurrent()).toBe('a')
  stop()
  expect(await fixture.boot.getState('b')).toBe('bad')
  const old = fixture.start()
  await expect(old.activate?.(action, context())).rejects.toThrow(
    /did not stay: nobody committed it within 1m \(confirmTimeout\)/,
  )
  expect(await parameter(fixture, 'lastFailure.cause')).toBe('unconfirmed')
})

test('an agent that restarts does not begin the time anew', async () => {
  const { fixture, agent } = await onTrial()
  const stop = watching(agent)
  await expect.poll(() => fixture.clock.pending()).toBe(1)
  fixture.clock.advance(50_000)
  stop()
  const stopAgain = watching(fixture.start(undefined, settings))
  await expect.poll(() => fixture.clock.pending()).toBe(1)
  fixture.clock.advance(10_000)
  await expect.poll(() => fixture.boot.getCurrent()).toBe('a')
  stopAgain()
})

test('it goes down although a command to reboot hangs, or does nothing', async () => {
  const { fixture } = await onTrial()
  let asked = 0
  const reboot: FirmwarePorts['reboot'] = () => {
    asked += 1
    return asked === 1 ? new Promise(() => {}) : Promise.resolve()
  }
  const stop = watching(fixture.start(undefined, settings, { reboot }))
  // After the third time it pauses, has another look, and finds its trial given up and still running.
  for (const times of [1, 2, 3, 3, 4]) {
    await expect.poll(() => fixture.clock.pending()).toBe(1)
    fixture.clock.step()
    await expect.poll(() => asked).toBe(times)
  }
  stop()
  await expect.poll(() => fixture.clock.pending()).toBe(0)
})

test('what was given up is not found well, though it still runs', async () => {
  const { fixture, action, context } = await onTrial()
  const agent = fixture.start(undefined, settings, { reboot: async () => {} })
  const stop = watching(agent)
  await expect.poll(() => fixture.clock.pending()).toBe(1)
  fixture.clock.step()
  await expect.poll(() => fixture.boot.getPrimary()).toBe('a')
  await expect(agent.activate?.(action, context())).rejects.toThrow(
    /nobody committed it within 1m .*the device still runs from slot b/,
  )
  stop()
})

test('the time of a campaign that was committed does not end the next one before its boot', async () => {
  const { fixture, agent, action, context } = await onTrial()
  const stop = watching(agent)
  await expect.poll(() => fixture.clock.pending()).toBe(1)
  await agent.activate?.(action, context())
  await agent.cleanup?.(action, context())
  const next = await plan(fixture, agent, desired('3.0', await fixture.image(randomBytes(1000))))
  const nextContext = fixture.context({ activityId: 'next' })
  await agent.update?.(next, nextContext)
  await agent.activate?.(next, nextContext)
  fixture.clock.advance(600_000)
  await agent.inventory()
  await expect.poll(() => fixture.clock.pending()).toBe(0)
  expect(await fixture.boot.getCurrent()).toBe('b')
  expect(await fixture.boot.getPrimary()).toBe('a')
  expect(await parameter(fixture, 'lastFailure')).toBeUndefined()
  stop()
})

test('the reboot of a campaign that goes back is left to it', async () => {
  const { fixture, agent, action, context } = await onTrial()
  const stop = watching(agent)
  await expect.poll(() => fixture.clock.pending()).toBe(1)
  await agent.activate?.(action, context())
  expect(await agent.rollback?.(action, context())).toEqual({ rebootRequired: true })
  fixture.clock.advance(600_000)
  await agent.inventory()
  await expect.poll(() => fixture.clock.pending()).toBe(0)
  expect(await fixture.boot.getCurrent()).toBe('b')
  stop()
})

test('a slot that a campaign has left on trial keeps the other one from being written', async () => {
  const { fixture, agent, action, context } = await onTrial()
  const config = await fixture.image(randomBytes(1000))
  const next = desired('3.0', config)
  const planned = { component: { id: 'rootfs', version: '3.0' }, detail: { from: 'b', to: 'a' } }
  const { detail } = action as { detail: object }
  await agent.activate?.(action, context())
  const refused = {
    code: 'OUT_OF_ORDER',
    message: expect.stringMatching(/slot b, .* left on trial: .*goes back by itself 1m after/),
  }
  await expect(plan(fixture, agent, next)).rejects.toMatchObject(refused)
  const unsuspecting = { ...planned, detail: { ...detail, ...planned.detail } }
  await expect(agent.update?.(unsuspecting, fixture.context())).rejects.toMatchObject(refused)
  expect(await fixture.boot.getState('a')).toBe('good')
  // Its own campaign may ask again.
  await agent.identify(next, { ...fixture.identifyContext(), activityId: context().activityId })
})

test('a boot after a switch that nobody could note any more is watched over', async () => {
  const fixture = await deviceFixture()
  const before = fixture.start((call, moment) => {
    if (call === 'boot.setPrimary' && moment === 'after') throw new Error('the power goes')
  }, settings)
  const action = await plan(fixture, before, desired('2.0', await fixture.image(randomBytes(1000))))
  await before.update?.(action, fixture.context())
  await expect(before.activate?.(action, fixture.context())).rejects.toThrow('the power goes')
  fixture.boot.powerOn()
  const stop = watching(fixture.start(undefined, settings))
  await expect.poll(() => fixture.clock.pending()).toBe(1)
  fixture.clock.step()
  await expect.poll(() => fixture.boot.getCurrent()).toBe('a')
  stop()
})

test('what was committed stays', async () => {
  const { fixture, agent, action, context } = await onTrial()
  const stop = watching(agent)
  await expect.poll(() => fixture.clock.pending()).toBe(1)
  await agent.activate?.(action, context())
  await agent.cleanup?.(action, context())
  fixture.clock.advance(600_000)
  // The deadline has looked, behind what was decided before.
  await agent.inventory()
  await expect.poll(() => fixture.clock.pending()).toBe(0)
  expect(await fixture.boot.getCurrent()).toBe('b')
  expect(await fixture.boot.getState('b')).toBe('good')
  stop()
})

test('a device that is not on trial sets no timer', async () => {
  const fixture = await deviceFixture()
  const stop = watching(fixture.start(undefined, settings))
  await fixture.start().inventory()
  expect(fixture.clock.pending()).toBe(0)
  stop()
})
