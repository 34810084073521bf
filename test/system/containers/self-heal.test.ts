/** What somebody does to containers that Godwit has brought, and what the agent does then. */
import { describe, expect } from 'vitest'
import { repair } from '../../../agents/containers/drift/repair.ts'
import { containersSettings } from '../../../agents/containers/settings.ts'
import { systemClock } from '../../../platform/clock.ts'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { dyingEngine } from './dying-engine.ts'
import { watched } from './watched.ts'

const patience = { timeout: 120_000 }
const never = new AbortController().signal

describeWithEngine('a self-healing agent', () => {
  test('brings back what was removed, stopped, paused, renamed and changed', async ({ scope }) => {
    const { fixture, drift, repairs, setBusy } = await watched(scope, { selfHeal: true, selfHealPauseMs: 1 })
    const { docker } = fixture.engine
    const ids = ['gone', 'limited', 'paused', 'renamed', 'stopped', 'unplugged']
    const config: Record<string, Record<string, string>> = {
      gone: { env: 'TOKEN=hidden', network: 'gw-heal' },
      limited: { memory: '64m' },
      unplugged: { network: 'gw-heal' },
    }
    await fixture.land(...ids.map((id) => fixture.component(id, 'app:1', config[id])))
    // So that it does not begin before all is done.
    setBusy(true)
    await docker.getContainer('limited').update({ Memory: 2 ** 25, RestartPolicy: { Name: 'no' } })
    await docker.getContainer('paused').pause()
    await docker.getContainer('renamed').rename({ name: 'another' })
    await docker.getContainer('stopped').stop()
    for (const id of ['unplugged', 'gone']) {
      await docker.getNetwork('gw-heal').disconnect({ Container: id, Force: true })
    }
    await docker.getContainer('gone').remove({ force: true })
    setBusy(false)
    const right = ids.map((id) => `${id} running`)
    await expect.poll(() => fixture.containers(), patience).toEqual(right)
    await expect.poll(drift, patience).toEqual([])
    expect(await fixture.containers()).toEqual(right)
    const inspect = (id: string) => docker.getContainer(id).inspect()
    const { HostConfig: limited } = await inspect('limited')
    expect(limited).toMatchObject({ Memory: 2 ** 26, RestartPolicy: { Name: 'unless-stopped' } })
    const { Config, HostConfig } = await inspect('gone')
    expect(Config.Env).toContain('TOKEN=hidden')
    expect(HostConfig.RestartPolicy).toMatchObject({ Name: 'unless-stopped' })
    await expect.poll(() => repairs('gone'), patience).toMatch(/: put right, attempt \d+ at /)
    expect(await repairs('gone')).not.toContain('hidden')
    setBusy(true)
    expect(await fixture.land(...ids.map((id) => fixture.component(id, 'app:1', config[id])))).toEqual(
      ids.map(() => 'no changes: is checked to be running'),
    )
  })

  test("leaves alone what is somebody else's, and what has just been put right", async ({ scope }) => {
    const { fixture, drift, repairs, setBusy } = await watched(scope, {
      ...{ selfHeal: true, selfHealPauseMs: 3_600_000 },
    })
    const { docker } = fixture.engine
    await fixture.land(fixture.component('again', 'app:1'), fixture.component('taken', 'app:1'))
    // So that nothing is repaired between the two.
    setBusy(true)
    await docker.getContainer('taken').remove({ force: true })
    const theirs = await docker.createContainer({ name: 'taken', Image: 'app:1', Cmd: ['sleep', '9'] })
    await docker.getContainer('again').stop()
    setBusy(false)
    await expect.poll(() => repairs('again'), patience).toContain('stopped: put right, attempt 1')
    await expect.poll(() => repairs('taken'), patience).toContain('failed: container taken is somebody')
    await docker.getContainer('again').stop()
    await expect.poll(drift, patience).toEqual(['again: stopped', expect.stringContaining('taken: replaced')])
    expect(await repairs('again')).toContain('attempt 1')
    expect((await docker.getContainer('taken').inspect()).Id).toBe(theirs.id)
  })

  test('does nothing while an operation is at work', async ({ scope }) => {
    const { fixture, drift, setBusy } = await watched(scope, { selfHeal: true, selfHealPauseMs: 1 })
    await fixture.land(fixture.component('app', 'app:1'))
    setBusy(true)
    await fixture.engine.docker.getContainer('app').stop()
    expect(await drift()).toEqual([])
    expect(await fixture.containers()).toEqual(['app exited'])
    setBusy(false)
    await drift()
    await expect.poll(() => fixture.containers(), patience).toEqual(['app running'])
  })

  describe('that dies after any call to the engine', () => {
    test('goes on from there', { timeout: 600_000 }, async ({ scope }) => {
      const { fixture } = await watched(scope)
      await fixture.land(fixture.component('app', 'app:1', { network: 'gw-heal', memory: '64m' }))
      const settings = containersSettings({}, 'test')
      const device = { settings, brought: fixture.brought, clock: systemClock, random: () => 0.5 }
      for (let life = 1; ; life += 1) {
        await fixture.engine.docker.getContainer('app').remove({ force: true })
        const { engine, died } = dyingEngine(fixture.port, life)
        const repaired = repair({ ...device, engine }, 'app', never).then(() => true)
        const lived = await Promise.race([repaired, died])
        await repair({ ...device, engine: fixture.port }, 'app', never)
        expect(await fixture.containers(), `after call ${life}`).toEqual(['app running'])
        const { HostConfig } = await fixture.engine.docker.getContainer('app').inspect()
        expect(HostConfig.RestartPolicy?.Name, `after call ${life}`).toBe('unless-stopped')
        if (lived) return expect(life).toBeGreaterThan(8)
      }
    })
  })
})
