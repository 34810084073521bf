/** Commands of the device's maker, at their moments in the life of a slot. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { FirmwareSettings } from '../../../../agents/firmware/settings.ts'
import { desired, deviceFixture, install, plan, tryOut } from './fixture.ts'

const sh = (script: string) => ['sh', '-c', script]

test('each runs at its moment, once, and knows what is going on', async () => {
  const fixture = await deviceFixture()
  const file = path.join(fixture.folder, 'said')
  const say = sh(
    `echo "$GODWIT_HOOK $GODWIT_COMPONENT $GODWIT_VERSION: $GODWIT_OLD_SLOT to $GODWIT_SLOT on $GODWIT_SLOT_DEVICE" >>"${file}"`,
  )
  const hooks = { preInstall: say, postInstall: say, healthCheck: say, postCommit: say }
  await install(fixture, '2.0', await fixture.image(randomBytes(1000)), { hooks })
  const line = (hook: string) => `${hook} rootfs 2.0: a to b on ${fixture.slots.b}`
  expect((await readFile(file, 'utf8')).trim().split('\n')).toEqual(
    ['preInstall', 'postInstall', 'healthCheck', 'postCommit'].map(line),
  )
})

test.each<[keyof FirmwareSettings['hooks'], string]>([
  ['preInstall', 'nothing was written'],
  ['postInstall', 'the slot stays bad'],
])('%s that fails ends the update, with its last words: %s', async (hook) => {
  const fixture = await deviceFixture()
  const settings = { hooks: { [hook]: sh('echo the flash is worn out; exit 3') } }
  await expect(
    tryOut(fixture, '2.0', await fixture.image(randomBytes(1000)), settings),
  ).rejects.toMatchObject({
    code: 'HOOK_FAILED',
    message: `hook ${hook} ended with status 3: the flash is worn out`,
  })
  expect(await fixture.boot.getState('b')).toBe('bad')
  const untouched = (await readFile(fixture.slots.b)).every((byte) => byte === 0)
  expect(untouched).toBe(hook === 'preInstall')
  expect(await fixture.records.read('rootfs')).not.toHaveProperty('b')
})

test('one that hangs is ended, and the manager was told for how long it may be silent', async () => {
  const fixture = await deviceFixture()
  const agent = fixture.start(undefined, { hooks: { preInstall: sh('sleep 60') }, hookTimeoutMs: 200 })
  const action = await plan(fixture, agent, desired('2.0', await fixture.image(randomBytes(1000))))
  const waits: unknown[] = []
  const progress = (...said: unknown[]) => void waits.push(said)
  await expect(agent.update?.(action, fixture.context({ progress }))).rejects.toMatchObject({
    code: 'HOOK_TIMEOUT',
  })
  expect(waits).toContainEqual([0, 'hook preInstall runs', 200])
})

test('the commit stands, whatever becomes of the hook after it', async () => {
  const fixture = await deviceFixture()
  const hooks = { postCommit: sh('exit 1') }
  await install(fixture, '2.0', await fixture.image(randomBytes(1000)), { hooks })
  expect(await fixture.boot.getState('b')).toBe('good')
})
