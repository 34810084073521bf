/** An engine that is killed at any call of a campaign, or some of them, and comes back: the agent goes on by itself, forward or back. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { DesiredComponent } from '../../../spec/index.ts'
import { describeWithEngine, startDockerEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { anyOrSome, series } from '../../support/sampling.ts'
import type { Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { back, containersFixture, type Fixture, forward, type Step } from './fixture.ts'
import { killedEngine } from './killed-engine.ts'

/** Many engines are started, and the machine may be busy. */
const patienceMs = 1_800_000

interface Case {
  name: string
  steps: Step[]
  strategy: 'stop-then-start' | 'hand-over'
  /** Without it Docker itself ends what runs when it is started again, and starts what has the policy `always`. */
  liveRestore: boolean
  network: string
  /** Calls that it takes at least. */
  calls: number
}

const cases: Case[] = [
  {
    ...{ name: 'an update', steps: forward, strategy: 'stop-then-start' },
    ...{ liveRestore: true, network: 'host', calls: 22 },
  },
  {
    ...{ name: 'an update that is rolled back', steps: back, strategy: 'stop-then-start' },
    ...{ liveRestore: false, network: 'host', calls: 25 },
  },
  {
    ...{ name: 'an update that hands over', steps: forward, strategy: 'hand-over' },
    ...{ liveRestore: false, network: 'host', calls: 22 },
  },
  {
    ...{ name: 'an update that hands over and is rolled back', steps: back, strategy: 'hand-over' },
    ...{ liveRestore: true, network: 'gw-killed', calls: 27 },
  },
]

interface Scene {
  fixture: Fixture
  wanted(version: number): DesiredComponent
  /** Whether two of its containers have ever run at a time. */
  wereBoth(): boolean
}

/** Version 1 is there. Of `stop-then-start` two would want the same address. */
async function setUp(scope: Scope, { strategy, liveRestore, network, calls }: Case): Promise<Scene> {
  const startEngine = () => startDockerEngine(scope, { liveRestore })
  const fixture = await containersFixture(scope, { enginePatienceMs: patienceMs }, startEngine)
  const folder = await temporaryFolder(scope, 'killed')
  const address = `127.${1 + (process.pid % 200)}.${1 + ((process.pid >> 8) % 200)}.${calls}:999`
  const serve = ['sh', '-c', `httpd -f -p ${address} || touch /srv/both`]
  const wanted = (version: number) =>
    fixture.component('app', `app:${version}`, {
      ...{ strategy, restartPolicy: 'always', mount: `${folder}:/srv` },
      network: version === 1 ? 'host' : network,
      cmd: strategy === 'hand-over' ? ['sleep', '1000'] : serve,
    })
  for (const version of [1, 2]) await fixture.engine.makeImage(`app:${version}`)
  await fixture.land(wanted(1))
  return { fixture, wanted, wereBoth: () => existsSync(join(folder, 'both')) }
}

async function look({ engine: { docker }, containers, images }: Fixture): Promise<object> {
  const names = (await docker.listNetworks()).map(({ Name }) => Name)
  const app = await docker.getContainer('app').inspect()
  return {
    ...{ containers: await containers(), images: await images() },
    networks: names.filter((name) => name.startsWith('gw-')),
    image: app.Config.Image,
    policy: app.HostConfig.RestartPolicy?.Name,
  }
}

const settled = (version: number) => ({
  ...{ containers: ['app running'], images: ['app:1', 'app:2'], networks: [] },
  ...{ image: `app:${version}`, policy: 'always' },
})

describeWithEngine(`an engine that is killed at ${anyOrSome} call, and started again`, () => {
  describe.concurrent.each(cases)('of $name', (one) => {
    test('leaves old or new, and nothing else', { timeout: patienceMs }, async ({ scope }) => {
      const { fixture, wanted, wereBoth } = await setUp(scope, one)
      const outcome = one.steps === back ? 'rolledBack' : 'committed'
      let current = 1
      const { first, stride } = series(1, 4, cases.indexOf(one))
      for (let call = first; ; call += stride) {
        const killed = killedEngine(fixture.engine, fixture.port, call)
        const campaign = await fixture.campaign([wanted(3 - current)], [], killed.engine)
        await campaign.run(one.steps, { outcome }, killed.engine)
        const wasKilled = await killed.back()
        if (outcome === 'committed') current = 3 - current
        const place = `${killed.calls[call - 1]}, call ${call}`
        expect(await look(fixture), place).toEqual(settled(current))
        expect(wereBoth(), place).toBe(false)
        if (!wasKilled) return expect(killed.calls.length).toBeGreaterThanOrEqual(one.calls)
      }
    })
  })
})
