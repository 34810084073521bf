/** Why a version did not stay, as the device tells it, and whether it is tried again. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  desired,
  deviceFixture,
  type Fixture,
  failOnce,
  install,
  parameter,
  plan,
  tryOut,
} from '../fixture.ts'

const image = (mark: string) => Buffer.concat([Buffer.from(`${mark}\n`), randomBytes(100_000)])
const dump = (text: string) => ({ digest: text, text })
const panic = '<0>[    3.1] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)'
const hang = '<0>[   61.0] Kernel panic - not syncing: Software Watchdog Timer expired'

async function failing(machine: Partial<Fixture['machine']>): Promise<Fixture> {
  const fixture = await deviceFixture()
  const config = await fixture.image(image('bad'))
  await tryOutBroken(fixture, config, machine)
  return fixture
}

async function tryOutBroken(
  fixture: Fixture,
  config: Awaited<ReturnType<Fixture['image']>>,
  machine: Partial<Fixture['machine']>,
) {
  fixture.boot.breakSlot('b')
  const { agent, action, context } = await tryOut(fixture, '2.0', config)
  Object.assign(fixture.machine, machine)
  await expect(agent.activate?.(action, context())).rejects.toMatchObject({ code: 'FELL_BACK' })
}

test.each([
  ['panic', { dumps: [dump(panic)] }, /panicked \(VFS: Unable to mount root fs/],
  ['watchdog', { dumps: [dump(hang)] }, /hanging \(Software Watchdog/],
  ['watchdog', { watchdogReset: true }, /watchdog has reset/],
  ['watchdog', { bootReason: 'WDT0 reset' }, /the board says: WDT0 reset/],
  ['panic', { bootReason: 'kernel panic' }, /the board says: kernel panic/],
  ['reset', { bootReason: 'brownout' }, /the board says: brownout/],
  ['unknown', {}, /nothing tells why/],
])('the cause %s is told by its evidence %j', async (cause, machine, text) => {
  const fixture = await failing(machine)
  expect(await parameter(fixture, 'lastFailure.cause')).toBe(cause)
  expect(await parameter(fixture, 'lastFailure.reason')).toMatch(text)
})

test('a crash dump that was there before the trial is not evidence of it', async () => {
  const fixture = await deviceFixture()
  fixture.machine.dumps = [dump(panic)]
  await tryOutBroken(fixture, await fixture.image(image('bad')), {})
  expect(await parameter(fixture, 'lastFailure.cause')).toBe('unknown')
})

test('boots that the boot loader has used up are a cause of their own', async () => {
  const fixture = await deviceFixture()
  fixture.boot.attemptsLeft = async () => 0
  await tryOutBroken(fixture, await fixture.image(image('bad')), {})
  expect(await parameter(fixture, 'lastFailure.cause')).toBe('attempts')
})

test('a version that fell back is not tried again by itself, and says why and how often', async () => {
  const fixture = await deviceFixture()
  const config = await fixture.image(image('bad'))
  await failOnce(fixture, '2.0', config)
  const again = plan(fixture, fixture.start(), desired('2.0', config))
  await expect(again).rejects.toMatchObject({
    code: 'FAILED_BEFORE',
    component: 'rootfs',
    message: expect.stringMatching(
      /^version 2\.0 was tried once and fell back \(1970.*\): nothing tells why.*retryFailedVersion/,
    ),
  })
})

test('it is tried again where the device or the component says so, and every trial counts', async () => {
  const fixture = await deviceFixture()
  const config = await fixture.image(image('bad'))
  await failOnce(fixture, '2.0', config)
  await failOnce(fixture, '2.0', config, { retryFailedVersion: true })
  await failOnce(fixture, '2.0', [...config, { key: 'retryFailedVersion', value: 'true' }])
  expect(await parameter(fixture, 'lastFailure.trials')).toBe('3')
})

test('an image of the same version with other bytes deserves a trial of its own', async () => {
  const fixture = await deviceFixture()
  await failOnce(fixture, '2.0', await fixture.image(image('bad')))
  await install(fixture, '2.0', await fixture.image(image('mended')))
  expect(await parameter(fixture, 'version.b')).toBe('2.0')
})

test('a version that was rolled back for the sake of others has not failed', async () => {
  const fixture = await deviceFixture()
  const config = await fixture.image(image('good'))
  const { agent, action, context } = await tryOut(fixture, '2.0', config)
  await agent.activate?.(action, context())
  expect(await agent.rollback?.(action, context())).toEqual({ rebootRequired: true })
  fixture.boot.powerOn()
  const old = fixture.start()
  expect(await old.rollback?.(action, context())).toBeUndefined()
  await old.cleanup?.(action, context({ outcome: 'rolledBack' }))
  expect(await parameter(fixture, 'lastFailure')).toBeUndefined()
  expect(await parameter(fixture, 'onTrial')).toBeUndefined()
  await plan(fixture, old, desired('2.0', config))
})

test('a slot that runs another build than the image was to be has failed', async () => {
  const fixture = await deviceFixture()
  const config = await fixture.image(image('good'), [{ key: 'buildId', value: 'build-7' }])
  const { agent, action, context } = await tryOut(fixture, '2.0', config)
  fixture.machine.buildId = 'build-6'
  await expect(agent.activate?.(action, context())).rejects.toMatchObject({
    code: 'FELL_BACK',
    message: 'slot b was to run build "build-7", and runs "build-6"',
  })
  expect(await parameter(fixture, 'lastFailure.cause')).toBe('wrongBuild')
  fixture.machine.buildId = 'build-7'
  expect(await agent.activate?.(action, context())).toBeUndefined()
})

test('a system whose health check fails after the boot has failed, with what the check said', async () => {
  const fixture = await deviceFixture()
  const config = await fixture.image(image('unwell'))
  const hooks = { healthCheck: ['sh', '-c', 'echo "no route to $GODWIT_COMPONENT $GODWIT_SLOT"; exit 3'] }
  const { agent, action, context } = await tryOut(fixture, '2.0', config, { hooks })
  await expect(agent.activate?.(action, context())).rejects.toMatchObject({ code: 'HOOK_FAILED' })
  expect(await parameter(fixture, 'lastFailure.cause')).toBe('health')
  expect(await parameter(fixture, 'lastFailure.reason')).toContain('no route to rootfs b')
})

test('a slot that came up and was lost later is told so', async () => {
  const fixture = await deviceFixture()
  const { agent, action, context } = await tryOut(fixture, '2.0', await fixture.image(image('good')))
  expect(await agent.activate?.(action, context())).toBeUndefined()
  fixture.boot.breakSlot('b')
  fixture.boot.powerOn()
  await expect(fixture.start().activate?.(action, context())).rejects.toThrow(/did not stay: it had come up/)
})
