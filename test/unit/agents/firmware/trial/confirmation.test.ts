/** A system that came up and that nobody commits gives itself up. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { deviceFixture, parameter, tryOut } from '../fixture.ts'

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
