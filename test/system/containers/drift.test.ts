/** What somebody does to containers that Godwit has brought. */
import { expect } from 'vitest'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { forward } from './fixture.ts'
import { watched } from './watched.ts'

describeWithEngine('drift of containers', () => {
  test('names what was removed, stopped, paused, renamed, replaced and changed', async ({ scope }) => {
    const { fixture, drift } = await watched(scope)
    const { docker } = fixture.engine
    const ids = ['gone', 'limited', 'paused', 'renamed', 'replaced', 'stopped', 'unplugged']
    const config: Record<string, Record<string, string>> = {
      limited: { memory: '64m' },
      unplugged: { network: 'gw-drift' },
    }
    await fixture.land(...ids.map((id) => fixture.component(id, 'app:1', config[id])))
    expect(await drift()).toEqual([])

    await docker.getContainer('gone').remove({ force: true })
    await docker
      .getContainer('limited')
      .update({ Memory: 2 ** 25, MemorySwap: 2 ** 26, RestartPolicy: { Name: 'no' } })
    await docker.getContainer('paused').pause()
    await docker.getContainer('renamed').rename({ name: 'another' })
    await docker.getContainer('replaced').remove({ force: true })
    await docker.createContainer({ name: 'replaced', Image: 'app:1', Cmd: ['sleep', '9'] })
    await docker.getContainer('stopped').stop()
    await docker.getNetwork('gw-drift').disconnect({ Container: 'unplugged', Force: true })
    expect(await drift()).toEqual([
      'gone: missing',
      expect.stringMatching(/^limited: modified restartPolicy, memory/),
      'paused: paused',
      'renamed: renamed to another',
      'replaced: replaced by a container that Godwit has not made',
      'stopped: stopped',
      'unplugged: modified network',
    ])
  })

  test('is none where a container ends as its restart policy lets it', async ({ scope }) => {
    const { fixture, drift } = await watched(scope)
    const ends = (id: string, script: string, policy: Record<string, string>) =>
      fixture.component(id, 'app:1', { cmd: ['sh', '-c', script], ...policy })
    const once = 'test -e /tmp/up && exit 3; touch /tmp/up; exec sleep 1000'
    await fixture.land(
      ends('done', 'true', { restartPolicy: 'no' }),
      ends('failing', once, { restartPolicy: 'on-failure', restartMaxRetries: '2' }),
      ends('job', 'true', { restartPolicy: 'on-failure' }),
      ends('looping', once, { restartPolicy: 'always' }),
    )
    const look = (id: string) => fixture.engine.docker.getContainer(id).inspect()
    // Not by the engine, which would not restart them.
    for (const id of ['failing', 'looping']) process.kill((await look(id)).State.Pid, 'SIGKILL')
    const patience = { timeout: 120_000 }
    await expect.poll(async () => (await look('looping')).RestartCount, patience).toBeGreaterThan(2)
    await expect.poll(async () => (await look('failing')).State.Status, patience).toBe('exited')
    expect(await drift()).toEqual([])
  })

  test('is none while an operation is at work, or before it has lasted', async ({ scope }) => {
    const { fixture, drift, verify, setBusy } = await watched(scope, { driftLastsMs: 500 })
    await fixture.land(fixture.component('app', 'app:1'))
    await fixture.engine.docker.getContainer('app').stop()
    setBusy(true)
    await verify()
    expect(await drift()).toEqual([])
    setBusy(false)
    expect(await drift()).toEqual([])
    await verify()
    expect(await drift()).toEqual(['app: stopped'])
    await fixture.engine.docker.getContainer('app').start()
    expect(await drift()).toEqual([])
  })

  test("is none of the agent's business where a container is the system's by now", async ({ scope }) => {
    const systemContainers: string[] = []
    const { fixture, drift } = await watched(scope, { systemContainers })
    await fixture.land(fixture.component('app', 'app:1'))
    await fixture.engine.docker.getContainer('app').stop()
    expect(await drift()).toEqual(['app: stopped'])
    systemContainers.push('app')
    expect(await drift()).toEqual([])
  })

  test('ends with the next campaign for what was renamed, which is not taken for another one', async ({
    scope,
  }) => {
    const { fixture, drift } = await watched(scope)
    await fixture.engine.makeImage('app:2')
    const rename = () => fixture.engine.docker.getContainer('app').rename({ name: 'another' })
    await fixture.land(fixture.component('app', 'app:1'))
    await rename()
    expect(await fixture.land(fixture.component('app', 'app:1'))).toEqual([
      'is called another: gets its name back',
    ])
    expect(await fixture.containers()).toEqual(['app running'])
    await rename()
    await fixture.land(fixture.component('app', 'app:2'))
    expect(await fixture.containers()).toEqual(['app running'])
    expect(await drift()).toEqual([])
  })

  test('ends with the next campaign, whether it wants the container or not', async ({ scope }) => {
    const { fixture, drift } = await watched(scope)
    const [app, other] = ['app', 'other'].map((id) => fixture.component(id, 'app:1'))
    if (!app || !other) throw new Error('no components')
    await fixture.land(app, other)
    for (const id of ['app', 'other']) await fixture.engine.docker.getContainer(id).remove({ force: true })
    expect(await drift()).toEqual(['app: missing', 'other: missing'])
    const campaign = await fixture.campaign([app])
    expect(campaign.actions).toMatchObject([
      { component: { id: 'other', version: '1' }, removal: true },
      { component: { id: 'app' }, message: 'a new container of app:1' },
    ])
    await campaign.run(forward)
    expect(await drift()).toEqual([])
    expect(await fixture.containers()).toEqual(['app running'])
  })
})
