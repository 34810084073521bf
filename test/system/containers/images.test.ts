import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import type { KeyValue } from '../../../spec/index.ts'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { archiveOf, back, containersFixture, forward } from './fixture.ts'

describeWithEngine('images on a real engine', () => {
  test('an archive is loaded, and goes when no container uses it any more', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    const [one, two] = [await archiveOf(fixture, 'app:1'), await archiveOf(fixture, 'app:2')]
    expect(await fixture.images()).toEqual([])
    await fixture.land(fixture.component('app', 'app:1', one))
    const kept = [expect.stringMatching(/^godwit\/keep:[0-9a-f]{12}$/)]
    expect(await fixture.images()).toEqual(['app:1', ...kept])

    const failing = await fixture.campaign([fixture.component('app', 'app:2', two)])
    await failing.run(back, { outcome: 'rolledBack' })
    expect(await fixture.images()).toEqual(['app:1', ...kept])

    await fixture.land(fixture.component('app', 'app:2', two))
    expect(await fixture.images()).toEqual(['app:2', ...kept])
    expect(await fixture.land()).toEqual(['no longer needed'])
    expect(await fixture.images()).toEqual([])
  })

  test('an image stays of which a container may have to be made again', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    const one = await archiveOf(fixture, 'app:1')
    await fixture.land(fixture.component('app', 'app:1', one))
    const before = await fixture.images()
    await fixture.engine.docker.getContainer('app').remove({ force: true })
    const failing = await fixture.campaign([fixture.component('app', 'app:1', one)])
    await failing.run(back, { outcome: 'rolledBack' })
    expect(await fixture.images()).toEqual(before)
    await fixture.land()
    expect(await fixture.images()).toEqual([])
  })

  test('another archive under the same name makes a new container', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    const [one, two] = [await archiveOf(fixture, 'app:1'), await archiveOf(fixture, 'app:1')]
    await fixture.land(fixture.component('app', 'app:1', one))
    const { Image: before } = await fixture.engine.docker.getContainer('app').inspect()
    expect(await fixture.land(fixture.component('app', 'app:1', two))).toEqual([
      'replaced by a new container: integrity',
    ])
    expect((await fixture.engine.docker.getContainer('app').inspect()).Image).not.toBe(before)
    expect(await fixture.images()).toHaveLength(2)
  })

  test('an archive of something else, or with other bytes, is refused and changes nothing', async ({
    scope,
  }) => {
    const fixture = await containersFixture(scope)
    const other = await archiveOf(fixture, 'other:1')
    const wrong = await fixture.campaign([fixture.component('app', 'app:1', other)])
    await expect(wrong.run(['download'])).rejects.toMatchObject({
      code: 'IMAGE_REFUSED',
      message: 'the archive does not hold image app:1, but other:1',
    })
    const integrity = `sha256-${createHash('sha256').update('else').digest('base64')}`
    const damaged = await fixture.campaign([fixture.component('other', 'other:1', { ...other, integrity })])
    await expect(damaged.run(['download'])).rejects.toMatchObject({ code: 'INTEGRITY_MISMATCH' })
    expect(await fixture.containers()).toEqual([])
  })

  test('an image that is neither there nor brought fails identification; a wrong digest too', async ({
    scope,
  }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const identify = (image: string, config: Record<string, string> = {}) =>
      fixture.campaign([fixture.component('app', image, { pull: 'never', ...config })])
    await expect(identify('app:2')).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      component: 'app',
      message: expect.stringContaining('component "app": image app:2 is not there'),
    })
    const integrity = `sha256:${'0'.repeat(64)}`
    await expect(identify('app:1', { integrity })).rejects.toMatchObject({ code: 'IMAGE_MISSING' })
    const { Id } = await fixture.engine.docker.getImage('app:1').inspect()
    const { actions } = await identify('app:1', { integrity: Id })
    expect(actions).toHaveLength(1)
  })

  test("a failure in the engine's stream fails the pull", async ({ scope }) => {
    const fixture = await containersFixture(scope)
    const { run } = await fixture.campaign([
      fixture.component('app', '127.0.0.1:9/app:1', { pull: 'engine' }),
    ])
    await expect(run(['download'])).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringContaining('cannot pull 127.0.0.1:9/app:1'),
    })
  })

  test('one that vanishes before its container is made fails the campaign, and the old container stays', async ({
    scope,
  }) => {
    const fixture = await containersFixture(scope)
    for (const name of ['app:1', 'app:2']) await fixture.engine.makeImage(name)
    await fixture.land(fixture.component('app', 'app:1'))
    const { run } = await fixture.campaign([fixture.component('app', 'app:2')])
    await run(['download'])
    await fixture.engine.docker.getImage('app:2').remove()
    await expect(run(['update'])).rejects.toMatchObject({
      code: 'IMAGE_MISSING',
      message: 'image app:2 is not there any more: it was removed meanwhile',
    })
    await run(['rollback', 'cleanup'], { outcome: 'rolledBack' })
    expect(await fixture.containers()).toEqual(['app running'])
    expect(await fixture.images()).toEqual(['app:1'])
  })

  test('a verified image that is exchanged before its container is made is refused', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const { run } = await fixture.campaign([fixture.component('app', 'app:1')])
    await run(['download'])
    await fixture.engine.makeImage('app:1')
    await expect(run(['update'])).rejects.toMatchObject({ code: 'IMAGE_REFUSED' })
    expect(await fixture.containers()).toEqual([])
  })

  test('what was changed in place is told as it is now', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const wanted = (cpus: string, pidsLimit: string, settleTime: string) =>
      fixture.component('app', 'app:1', { cpus, pidsLimit, settleTime, memory: '64m' })
    await fixture.land(wanted('0.5', '50', '0s'))
    expect(await fixture.land(wanted('0.25', '60', '1ms'))).toEqual(['changed in place: cpus, pidsLimit'])
    const { softwareNodes = [] } = await fixture.start().inventory()
    const told = new Map(softwareNodes[0]?.parameters?.map(({ key, value }) => [key, value]))
    expect(Object.fromEntries(told)).toMatchObject({
      ...{ cpus: '0.25', pidsLimit: '60', settleTime: '1ms', memory: String(64 * 2 ** 20) },
    })
    expect(told.has('memorySwap')).toBe(false)
  })

  test('what containers are made of is told in the inventory, without secrets', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const config = {
      env: ['TOKEN=hunter2', 'LEVEL=debug'],
      restartPolicy: 'always',
      secret: 'key:/etc/hostname',
    }
    const { run } = await fixture.campaign([fixture.component('app', 'app:1', config)])
    await run(forward)
    const { softwareNodes = [] } = await fixture.start().inventory()
    expect(softwareNodes).toMatchObject([{ id: 'app', version: '1', name: 'app', type: 'CONTAINER' }])
    const parameters = (softwareNodes[0]?.parameters ?? []).map(
      ({ key, value }: KeyValue) => `${key}=${value}`,
    )
    expect(parameters).toEqual(
      expect.arrayContaining([
        ...[
          'image=app:1',
          'env=TOKEN',
          'env=LEVEL',
          'restartPolicy=always',
          'status=Running',
          'managed=true',
        ],
      ]),
    )
    expect(JSON.stringify(softwareNodes)).not.toMatch(/hunter2|hostname"/)
  })
})
