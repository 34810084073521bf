import { expect } from 'vitest'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { back, containersFixture, type Fixture } from './fixture.ts'

async function somebodyElses(fixture: Fixture, name: string): Promise<string> {
  const container = await fixture.engine.docker.createContainer({
    ...{ name, Image: 'app:1', Cmd: ['sleep', '1000'], StopTimeout: 0 },
    HostConfig: { NetworkMode: 'none', RestartPolicy: { Name: 'always' } },
  })
  await container.start()
  return container.id
}

describeWithEngine('containers that Godwit has not made', () => {
  test('are left alone, and stand in the way by name', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    await somebodyElses(fixture, 'theirs')
    expect(await fixture.land()).toEqual([])
    const wanted = fixture.component('theirs', 'app:1')
    await expect(fixture.campaign([wanted])).rejects.toMatchObject({ code: 'NOT_OWNED', component: 'theirs' })
    expect(await fixture.containers()).toEqual(['theirs running'])
  })

  test('are taken over where that is asked for, and come back as they were', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const id = await somebodyElses(fixture, 'theirs')
    const wanted = fixture.component('theirs', 'app:1', { adopt: 'true' })
    const { run } = await fixture.campaign([wanted])
    await run(back, { outcome: 'rolledBack' })
    const restored = await fixture.engine.docker.getContainer('theirs').inspect()
    expect([restored.Id, restored.State.Running, restored.HostConfig.RestartPolicy?.Name]).toEqual([
      id,
      true,
      'always',
    ])
    expect(await fixture.land(wanted)).toEqual(['adopted: replaced by a new container'])
    expect((await fixture.engine.docker.getContainer('theirs').inspect()).Id).not.toBe(id)
    expect(await fixture.containers()).toEqual(['theirs running'])
  })

  test('system containers are neither updated nor removed', async ({ scope }) => {
    const fixture = await containersFixture(scope, { systemContainers: ['app'] })
    for (const image of ['app:1', 'app:2']) await fixture.engine.makeImage(image)
    const config = [{ key: 'systemContainers', value: 'other, third' }]
    const { run } = await fixture.campaign([fixture.component('app', 'app:1')], config)
    await run(['download', 'update', 'activate', 'cleanup'])
    expect(await fixture.land(fixture.component('app', 'app:2'))).toEqual([])
    expect(await fixture.land()).toEqual([])
    const { actions } = await fixture.campaign([], config)
    expect(actions).toMatchObject([{ component: { id: 'app' }, removal: true }])
  })

  test('two that ask for one port are refused before anything changes', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const asking = (one: string, other: string) => {
      const component = (id: string, port: string) =>
        fixture.component(id, 'app:1', { network: 'gw-ports', port })
      return fixture.campaign([component('one', one), component('other', other)])
    }
    await expect(asking('8080:80', '127.0.0.1:8080:81')).rejects.toMatchObject({
      code: 'INVALID_COMPONENT',
      component: 'other',
      message: 'component "other": "port" 8080 is asked for by component "one", too',
    })
    const fitting: [string, string][] = [
      ['8080:80', '8080:80/udp'],
      ['127.0.0.1:8080:80', '127.0.0.2:8080:80'],
      ['8080-8090:80', '8080-8090:80'],
      ['0.0.0.0:8080:80', '[::1]:8080:80'],
    ]
    for (const [one, other] of fitting) expect((await asking(one, other)).actions).toHaveLength(2)
  })

  test('what is depended on comes first, whatever the order', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const ids = async (...dependencies: [id: string, on: string[]][]) => {
      const components = dependencies.map(([id, dependsOn]) => fixture.component(id, 'app:1', { dependsOn }))
      return (await fixture.campaign(components)).actions.map(({ component }) => component.id)
    }
    expect(await ids(['web', ['api']], ['api', ['db', 'cache']], ['cache', []], ['db', []])).toEqual([
      ...['db', 'cache', 'api', 'web'],
    ])
    await expect(ids(['web', ['api']], ['api', ['web']])).rejects.toThrow(
      '"dependsOn" goes round: web → api → web',
    )
    await expect(ids(['web', ['nobody']])).rejects.toThrow('"dependsOn" value "nobody": is no component')
  })
})
