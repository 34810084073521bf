import { expect } from 'vitest'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { newChanges, waitUntil } from '../../support/waiting.ts'
import { containersFixture, forward } from './fixture.ts'

const patienceMs = 60_000

describeWithEngine('an engine that goes away', () => {
  test('is waited for, which is told, and the campaign goes on', async ({ scope }) => {
    const fixture = await containersFixture(scope, { enginePatienceMs: patienceMs })
    for (const image of ['app:1', 'app:2']) await fixture.engine.makeImage(image)
    await fixture.land(fixture.component('app', 'app:1'))
    const { run } = await fixture.campaign([fixture.component('app', 'app:2')])
    await run(['download', 'update'])
    await fixture.engine.kill()
    const told = newChanges()
    const said: string[] = []
    const progress = (_percent: number, message = '', waitMs = 0) => {
      said.push(`${message} (${waitMs > 0 ? 'a wait' : 'no wait'})`)
      told.notify()
    }
    const activated = run(['activate'], { progress })
    const isTold = /waits: the container engine does not answer: .*runs?.* \(a wait\)/
    await waitUntil(
      () => said.find((line) => isTold.test(line)),
      told.listen,
      () => said.join('\n'),
    )
    await fixture.engine.start()
    await activated
    await run(['cleanup'])
    expect(await fixture.containers()).toEqual(['app running'])
    expect((await fixture.engine.docker.getContainer('app').inspect()).Config.Image).toBe('app:2')
  })

  test('fails the campaign when it stays away, and what is told says why', async ({ scope }) => {
    const fixture = await containersFixture(scope, { enginePatienceMs: 200 })
    await fixture.engine.makeImage('app:1')
    const { run } = await fixture.campaign([fixture.component('app', 'app:1')])
    await fixture.engine.kill()
    const failure = {
      code: 'ENGINE_UNAVAILABLE',
      retryable: true,
      message: expect.stringContaining('waited for 200ms'),
    }
    await expect(run(forward)).rejects.toMatchObject(failure)
    await expect(fixture.campaign([])).rejects.toMatchObject(failure)
    await expect(fixture.start().inventory()).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' })
  })

  test('is watched: what happens to containers is reported, also after a restart', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const health = { healthCmd: 'test ! -e /tmp/ill', healthInterval: '1s', healthRetries: '1' }
    await fixture.land(fixture.component('app', 'app:1', health))
    const told = newChanges()
    const status = async () => {
      const { softwareNodes } = await fixture.start().inventory()
      const told = (wanted: string) =>
        softwareNodes?.[0]?.parameters?.find(({ key }) => key === wanted)?.value
      return `${told('status')}, ${told('health')}`
    }
    let last: string | undefined
    const look = async () => {
      last = await status().catch(() => 'unknown')
      told.notify()
    }
    const stop = fixture.start().watch?.(
      () => void look(),
      () => false,
    )
    scope.defer(() => stop?.())
    const seen = (wanted: string) =>
      waitUntil(
        () => (last?.startsWith(wanted) ? true : undefined),
        told.listen,
        () => `${last}`,
        patienceMs,
      )
    await seen('Running, healthy')
    const falling = await fixture.engine.docker.getContainer('app').exec({ Cmd: ['touch', '/tmp/ill'] })
    await falling.start({ Detach: true })
    await seen('Running, unhealthy')
    await fixture.engine.docker.getContainer('app').kill()
    await seen('Exited')
    await fixture.engine.kill()
    await seen('unknown')
    await fixture.engine.start()
    await seen('Exited')
    await fixture.engine.docker.getContainer('app').start()
    await seen('Running')
  })
})
