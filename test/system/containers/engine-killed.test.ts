/** An engine that is killed at any call of a campaign, and comes back: the agent goes on, or back, by itself. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { Engine } from '../../../agents/containers/engine/engine.ts'
import type { DesiredComponent } from '../../../spec/index.ts'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import type { Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { back, type Campaign, containersFixture, type Fixture, forward, type Step } from './fixture.ts'
import { type KilledEngine, killedEngine } from './killed-engine.ts'

/** Many engines are started, and the machine may be busy. */
const patienceMs = 600_000
const tellsOnly = /^(info|inspect|list|read)/

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
  const fixture = await containersFixture(scope, { enginePatienceMs: patienceMs }, { liveRestore })
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

/** All steps; where one fails, everything goes back, as the manager has it. Answers whether none has. */
async function runThrough(campaign: Campaign, steps: Step[], killed: KilledEngine): Promise<boolean> {
  const outcome = steps === back ? 'rolledBack' : 'committed'
  try {
    await campaign.run(steps, { outcome }, killed.engine)
    return true
  } catch {
    await killed.back()
    await campaign.run(['rollback', 'cleanup'], { outcome: 'rolledBack' }, killed.engine)
    return false
  }
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

describeWithEngine('an engine that is killed at any call, and started again', () => {
  describe.concurrent.each(cases)('of $name', (one) => {
    test('leaves old or new, and nothing else', { timeout: patienceMs }, async ({ scope }) => {
      const { fixture, wanted, wereBoth } = await setUp(scope, one)
      const durations = new Map<keyof Engine, number>()
      let current = 1
      /** Answers the call at which it was killed, where it came to that. */
      const kill = async (call: number, moment: 'answered' | 'underway') => {
        const killed = killedEngine(fixture.engine, fixture.port, { call, moment }, durations)
        const campaign = await fixture.campaign([wanted(3 - current)], [], killed.engine)
        const isThrough = await runThrough(campaign, one.steps, killed)
        const name = (await killed.back()) ? killed.calls[call - 1] : undefined
        const place = `${name}, call ${call}, ${moment}`
        // What was about to start may be lost to the engine for ever. All else is gone on with.
        expect(isThrough || name === 'startContainer', place).toBe(true)
        if (isThrough && one.steps === forward) current = 3 - current
        expect(await look(fixture), place).toEqual(settled(current))
        expect(wereBoth(), place).toBe(false)
        return name
      }
      for (let call = 1; ; call += 1) {
        const name = await kill(call, 'answered')
        if (name === undefined) return expect(call).toBeGreaterThan(one.calls)
        // Docker 20.10 cannot start again after it was killed while it made a network.
        if (!tellsOnly.test(name) && name !== 'createNetwork') await kill(call, 'underway')
      }
    })
  })
})
