/** Several containers of one campaign: which of them wait for which. */
import { expect } from 'vitest'
import { createDockerEngine } from '../../../agents/containers/engine/docker-engine.ts'
import type { Engine } from '../../../agents/containers/engine/engine.ts'
import { describeWithEngine, startDockerEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { freePort } from '../../support/mosquitto.ts'
import { back, containersFixture, forward } from './fixture.ts'

const mount = 'shared:/data'
const health = { healthInterval: '200ms', healthRetries: '1000' }

describeWithEngine('containers of one campaign', () => {
  test.for(['stop-then-start', 'hand-over'])(
    'without an order between them prove healthy at the same time: %s',
    async (strategy, { scope }) => {
      const fixture = await containersFixture(scope)
      await fixture.engine.makeImage('app:1')
      // Each is healthy only while the other runs.
      const one = (own: string, other: string) =>
        fixture.component(own, 'app:1', {
          ...{ mount, strategy, ...health },
          cmd: ['sh', '-c', `touch /data/${own}; exec sleep 1000`],
          healthCmd: `test -e /data/${other}`,
        })
      await fixture.land(one('first', 'second'), one('second', 'first'))
      expect(await fixture.containers()).toEqual(['first running', 'second running'])
    },
  )

  test('that depend on others start when those are healthy', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const shell = (script: string) => ({ mount, cmd: ['sh', '-c', script] })
    await fixture.land(
      fixture.component('late', 'app:1', {
        ...shell('test -e /data/healthy && exec sleep 1000'),
        dependsOn: ['early', 'other'],
        settleTime: '1s',
      }),
      fixture.component('early', 'app:1', {
        ...shell('sleep 1; touch /data/healthy; exec sleep 1000'),
        ...health,
        healthCmd: 'test -e /data/healthy',
      }),
      fixture.component('other', 'app:1'),
    )
    expect(await fixture.containers()).toEqual(['early running', 'late running', 'other running'])
  })

  test.for(['committed', 'rolledBack'] as const)(
    'may take the port of another one that gives it up, whoever is listed first: %s',
    async (outcome, { scope }) => {
      const fixture = await containersFixture(scope)
      await fixture.engine.makeImage('app:1')
      const [before, after] = [await freePort(), await freePort()]
      const on = (id: string, port: number) =>
        fixture.component(id, 'app:1', { network: 'gw-ports', port: `127.0.0.1:${port}:80` })
      await fixture.land(on('app', before))
      const { run } = await fixture.campaign([on('front', before), on('app', after)])
      await run(outcome === 'committed' ? forward : back, { outcome })
      const both = ['app running', 'front running']
      expect(await fixture.containers()).toEqual(outcome === 'committed' ? both : ['app running'])
    },
  )

  test('fail by the first of them that is not healthy, in the order of the plan', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const failing = (id: string, after: string) =>
      fixture.component(id, 'app:1', {
        cmd: ['sh', '-c', `sleep ${after}; echo ${id} fails; exit 1`],
        settleTime: '1h',
      })
    const { run } = await fixture.campaign([
      fixture.component('sound', 'app:1'),
      failing('first', '1'),
      failing('second', '0'),
    ])
    await run(['download', 'update'])
    await expect(run(['activate'])).rejects.toMatchObject({
      code: 'UNHEALTHY',
      message: expect.stringContaining('first fails'),
    })
    await run(['rollback', 'cleanup'], { outcome: 'rolledBack' })
    expect(await fixture.containers()).toEqual([])
  })

  test('do not stay ended where they end before anybody restarts them', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const { docker } = fixture.engine
    const real = createDockerEngine(fixture.engine.socket)
    const killing: Engine = {
      ...real,
      // It has passed its gate, and ends just before it gets its restart policy.
      async updateContainer(id, limits) {
        const container = docker.getContainer(id)
        await container.kill()
        await container.wait()
        await real.updateContainer(id, limits)
      },
    }
    const { run } = await fixture.campaign([fixture.component('app', 'app:1')])
    await run(['download', 'update'])
    await expect(run(['activate'], {}, killing)).rejects.toMatchObject({
      code: 'UNHEALTHY',
      message: expect.stringContaining('exit code 137'),
    })
  })

  test('are started again where they have ended with the engine before they could settle', async ({
    scope,
  }) => {
    // Without it Docker ends what runs when it is started again.
    const startEngine = () => startDockerEngine(scope, { liveRestore: false })
    const fixture = await containersFixture(scope, {}, startEngine)
    await fixture.engine.makeImage('app:1')
    const { run } = await fixture.campaign([
      fixture.component('first', 'app:1'),
      fixture.component('second', 'app:1'),
    ])
    await run(['download', 'update'])
    let started = 0
    const ending: Engine = {
      ...fixture.port,
      startContainer(id) {
        started += 1
        return fixture.port.startContainer(id)
      },
      async listContainers() {
        if (started === 2) {
          started += 1
          await fixture.engine.kill()
          void fixture.engine.start()
        }
        return fixture.port.listContainers()
      },
    }
    await run(['activate'], {}, ending)
    expect(await fixture.containers()).toEqual(['first running', 'second running'])
  })
})
