import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect } from 'vitest'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { freePort } from '../../support/mosquitto.ts'
import { containersFixture, type Fixture } from './fixture.ts'

type Config = Record<string, string | string[]>

const shell = (script: string): Config => ({ cmd: ['sh', '-c', script] })

/** What ACTIVATE says of a container like that; then everything goes back. */
async function verdictOn(fixture: Fixture, config: Config): Promise<unknown> {
  const campaign = await fixture.campaign([fixture.component('app', 'app:1', config)])
  await campaign.run(['download', 'update'])
  const verdict = await campaign.run(['activate']).then(
    () => 'passed',
    (error) => error,
  )
  await campaign.run(['rollback', 'cleanup'], { outcome: 'rolledBack' })
  expect(await fixture.containers()).toEqual([])
  return verdict
}

describeWithEngine('the health gate on a real engine', () => {
  test('tells how a container has failed, with its last lines', async ({ scope }) => {
    const fixture = await containersFixture(scope, { settleTimeMs: 60_000 })
    await fixture.engine.makeImage('app:1')
    const failures: [config: Config, message: RegExp][] = [
      [
        shell('echo out; echo err >&2; exit 3'),
        /ended with exit code 3; its last lines: (out\nerr|err\nout)/,
      ],
      [{ ...shell('exit 1'), terminal: 'true' }, /ended with exit code 1; it has written nothing/],
      [
        {
          ...shell('sleep 1000'),
          healthCmd: 'echo broken; false',
          healthInterval: '500ms',
          healthRetries: '1',
        },
        /unhealthy: broken/,
      ],
      [{ ...shell('sleep 1000'), healthCmd: 'sleep 1000', startTimeout: '1s' }, /not healthy within 1s/],
      [
        { cmd: ['tail', '-c', '60m', '/dev/zero'], memory: '6m', memorySwap: '6m' },
        /was killed .*because it took more memory than it may/,
      ],
    ]
    for (const [config, message] of failures) {
      const verdict = await verdictOn(fixture, config)
      expect(verdict).toMatchObject({ code: 'UNHEALTHY', message: expect.stringMatching(message) })
    }
  })

  test('lets pass what is healthy, and what is done', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const healthy = {
      ...shell('sleep 1; touch /tmp/up; sleep 1000'),
      healthCmd: 'test -e /tmp/up',
      healthRetries: '1000',
    }
    expect(await verdictOn(fixture, { ...healthy, healthInterval: '200ms', settleTime: '1h' })).toBe('passed')
    expect(await verdictOn(fixture, { ...shell('exit 0'), restartPolicy: 'no', settleTime: '1h' })).toBe(
      'passed',
    )
    expect(await verdictOn(fixture, { ...shell('exit 0'), settleTime: '1h' })).toMatchObject({
      code: 'UNHEALTHY',
    })
  })

  test('is not reached where a port is taken: the old container comes back', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    for (const image of ['app:1', 'app:2']) await fixture.engine.makeImage(image)
    const port = await freePort()
    const taken = { network: 'gw-ports', port: `127.0.0.1:${port}:80` }
    await fixture.land(fixture.component('app', 'app:1'))
    const holder = createServer().listen(port, '127.0.0.1')
    await once(holder, 'listening')
    scope.defer(() => void holder.close())
    const { run } = await fixture.campaign([fixture.component('app', 'app:2', taken)])
    await expect(run(['download', 'update', 'activate'])).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
      message: expect.stringMatching(new RegExp(`${port}.*(allocated|in use)`)),
    })
    await run(['rollback', 'cleanup'], { outcome: 'rolledBack' })
    expect(await fixture.containers()).toEqual(['app running'])
    expect((await fixture.engine.docker.getContainer('app').inspect()).Config.Image).toBe('app:1')
  })
})
