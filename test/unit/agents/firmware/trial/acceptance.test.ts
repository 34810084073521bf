/** What a device does not take: other revisions, and what is older than it may be. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { KeyValue } from '../../../../../spec/index.ts'
import { desired, deviceFixture, failOnce, install, parameter, plan, tryOut } from '../fixture.ts'

const image = randomBytes(50_000)
const pair = (key: string, value: string): KeyValue => ({ key, value })

test('an image for other revisions of the hardware is refused, by name', async () => {
  const fixture = await deviceFixture()
  const agent = fixture.start(undefined, { hardwareRevision: 'C' })
  const revisions = [pair('hardwareRevision', 'A'), pair('hardwareRevision', 'B')]
  const wrong = plan(fixture, agent, desired('1.0', await fixture.image(image, revisions)))
  await expect(wrong).rejects.toMatchObject({
    code: 'INCOMPATIBLE',
    message: 'the image of "rootfs" is made for hardware revision A, B; this device is C',
  })
  await plan(
    fixture,
    agent,
    desired('1.0', await fixture.image(image, [...revisions, pair('hardwareRevision', 'C')])),
  )
})

test('the floor rises at the commit, not before, and nothing below it is taken', async () => {
  const fixture = await deviceFixture()
  const rising = await fixture.image(randomBytes(1000), [pair('downgradeFloor', '2.0')])
  await failOnce(fixture, '2.1', rising)
  expect(await parameter(fixture, 'downgradeFloor')).toBeUndefined()
  await install(fixture, '2.1', rising, { retryFailedVersion: true })
  expect(await parameter(fixture, 'downgradeFloor')).toBe('2.0')
  const older = await fixture.image(image)
  await expect(plan(fixture, fixture.start(), desired('1.9', older))).rejects.toMatchObject({
    code: 'DOWNGRADE_REFUSED',
    message: 'version 1.9 is below 2.0, the oldest that this device takes',
  })
  await plan(fixture, fixture.start(), desired('2.0', older))
})

test('where no downgrade is allowed, nothing below what is committed is taken, whatever was allowed when it was', async () => {
  const fixture = await deviceFixture()
  const strict = { allowDowngrade: false }
  const older = await fixture.image(randomBytes(1000))
  await install(fixture, '3.0', await fixture.image(image))
  await expect(tryOut(fixture, '2.9', older, strict)).rejects.toMatchObject({
    code: 'DOWNGRADE_REFUSED',
    message: 'version 2.9 is below 3.0, which is committed (allowDowngrade is false)',
  })
  await install(fixture, '2.9', older, { allowDowngrade: true })
  await install(fixture, '2.95', await fixture.image(randomBytes(1000)), strict)
})

test('the floor of an image never falls, whatever a later one asks for', async () => {
  const fixture = await deviceFixture()
  await install(fixture, '3.0', await fixture.image(image, [pair('downgradeFloor', '3.0')]))
  await install(fixture, '3.1', await fixture.image(randomBytes(1000), [pair('downgradeFloor', '1.0')]))
  expect(await parameter(fixture, 'downgradeFloor')).toBe('3.0')
})

test('a key that is neither true nor false, or is there twice, is refused by name', async () => {
  const fixture = await deviceFixture()
  const odd = await fixture.image(image, [pair('retryFailedVersion', 'perhaps')])
  await expect(plan(fixture, fixture.start(), desired('1.0', odd))).rejects.toThrow(
    'retryFailedVersion "perhaps" of component "rootfs" is neither true nor false',
  )
  const twice = await fixture.image(image, [pair('buildId', '1'), pair('buildId', '2')])
  await expect(plan(fixture, fixture.start(), desired('1.0', twice))).rejects.toThrow(
    '"buildId" more than once',
  )
})
