import { expect } from 'vitest'
import { GodwitError } from '../../../spec/index.ts'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { back, containersFixture } from './fixture.ts'

describeWithEngine('a campaign of containers on a real engine', () => {
  test('creates, replaces, changes in place, checks and removes', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    for (const name of ['app:1', 'app:2']) await fixture.engine.makeImage(name)
    const first = fixture.component('app', 'app:1', { memory: '64m' })
    const other = fixture.component('other', 'app:1', { env: 'A=1' })

    expect(await fixture.land(first, other)).toEqual(['a new container of app:1', 'a new container of app:1'])
    expect(await fixture.containers()).toEqual(['app running', 'other running'])

    const larger = fixture.component('app', 'app:1', { memory: '96m', restartPolicy: 'always' })
    const newer = fixture.component('other', 'app:2', { env: 'A=2' })
    expect(await fixture.land(larger, newer)).toEqual([
      'changed in place: restartPolicy, memory',
      'replaced by a new container: image, env',
    ])
    const { HostConfig } = await fixture.engine.docker.getContainer('app').inspect()
    expect(HostConfig).toMatchObject({ Memory: 96 * 2 ** 20, RestartPolicy: { Name: 'always' } })

    expect(await fixture.land(larger, newer)).toEqual([
      'no changes: is checked to be running',
      'no changes: is checked to be running',
    ])
    expect(await fixture.land(newer)).toEqual(['no longer needed', 'no changes: is checked to be running'])
    expect(await fixture.containers()).toEqual(['other running'])
    // Images that were there before are somebody else's.
    expect(await fixture.images()).toEqual(['app:1', 'app:2'])
  })

  test('goes back to what was there: names, limits, state', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    for (const name of ['app:1', 'app:2']) await fixture.engine.makeImage(name)
    await fixture.land(
      fixture.component('app', 'app:1', { restartPolicy: 'always' }),
      fixture.component('limited', 'app:1', { memory: '64m' }),
      fixture.component('gone', 'app:1'),
    )
    const facts = async () => {
      const all = await Promise.all(
        ['app', 'limited', 'gone'].map((id) => fixture.engine.docker.getContainer(id).inspect()),
      )
      return all.map(({ Id, HostConfig, State }) => [
        Id,
        HostConfig.RestartPolicy,
        HostConfig.Memory,
        State.Status,
      ])
    }
    const before = await facts()
    const { run } = await fixture.campaign([
      fixture.component('app', 'app:2'),
      fixture.component('limited', 'app:1', { memory: '128m' }),
      fixture.component('added', 'app:2'),
    ])
    await run(back, { outcome: 'rolledBack' })
    expect(await facts()).toEqual(before)
    expect(await fixture.containers()).toEqual(['app running', 'gone running', 'limited running'])
  })

  test.for(['stop-then-start', 'hand-over'])(
    'goes back from each phase, with %s',
    async (strategy, { scope }) => {
      const fixture = await containersFixture(scope)
      for (const name of ['app:1', 'app:2']) await fixture.engine.makeImage(name)
      await fixture.land(fixture.component('app', 'app:1', { strategy }))
      const { Id } = await fixture.engine.docker.getContainer('app').inspect()
      for (const done of [1, 2, 3]) {
        const { run } = await fixture.campaign([fixture.component('app', 'app:2', { strategy })])
        await run(back.slice(0, done))
        await run(['rollback', 'cleanup'], { outcome: 'rolledBack' })
        expect(await fixture.containers()).toEqual(['app running'])
        const app = await fixture.engine.docker.getContainer('app').inspect()
        expect([app.Id, app.HostConfig.RestartPolicy?.Name]).toEqual([Id, 'unless-stopped'])
      }
    },
  )

  test('makes an old container anew that the engine refuses to start when a rollback needs it', async ({
    scope,
  }) => {
    const fixture = await containersFixture(scope)
    for (const name of ['app:1', 'app:2']) await fixture.engine.makeImage(name)
    await fixture.land(fixture.component('app', 'app:1'))
    const { Id } = await fixture.engine.docker.getContainer('app').inspect()
    const { run } = await fixture.campaign([fixture.component('app', 'app:2')])
    await run(['download', 'update', 'activate'])
    // As Docker does where it was killed while it started that container.
    const refusing = {
      ...fixture.port,
      async startContainer(id: string) {
        if (id === Id) throw new GodwitError('ENGINE_FAILED', 'already exists')
        return fixture.port.startContainer(id)
      },
    }
    await run(['rollback', 'cleanup'], { outcome: 'rolledBack' }, refusing)
    expect(await fixture.containers()).toEqual(['app running'])
    const { Config } = await fixture.engine.docker.getContainer('app').inspect()
    expect(Config.Image).toBe('app:1')
  })

  test('makes an old container anew that is gone when a rollback needs it', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    for (const name of ['app:1', 'app:2']) await fixture.engine.makeImage(name)
    await fixture.land(fixture.component('app', 'app:1', { restartPolicy: 'always' }))
    const { run } = await fixture.campaign([fixture.component('app', 'app:2')])
    await run(['download', 'update', 'activate'])
    await fixture.engine.docker.getContainer('app.godwit-old').remove()
    await run(['rollback', 'rollback', 'cleanup'], { outcome: 'rolledBack' })
    expect(await fixture.containers()).toEqual(['app running'])
    const { Config, HostConfig } = await fixture.engine.docker.getContainer('app').inspect()
    expect([Config.Image, HostConfig.RestartPolicy?.Name]).toEqual(['app:1', 'always'])
  })
})
