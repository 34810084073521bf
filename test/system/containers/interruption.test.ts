/**
 * An agent that dies after any of its calls to the engine, or some of them, and the next one that goes on. Each case has an engine of its
 * own, and all are at work at a time; on the host's network, since a network of its own is half of a container's start.
 */
import { describe, expect } from 'vitest'
import { createDockerEngine } from '../../../agents/containers/engine/docker-engine.ts'
import type { CleanupOutcome } from '../../../agents/sdk/agent.ts'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { anyOrSome, series } from '../../support/sampling.ts'
import { dyingEngine } from './dying-engine.ts'
import {
  archiveOf,
  back,
  type Campaign,
  containersFixture,
  type Fixture,
  forward,
  type Step,
} from './fixture.ts'

/** Many containers come and go, and the machine may be busy. */
const patienceMs = 1_800_000

interface Attempt {
  steps: Step[]
  outcome: CleanupOutcome
  life: number
}

/** Dies once, and goes on with the step in which it died. Answers with the number of calls where it has lived. */
async function dieAndGoOn(
  fixture: Fixture,
  campaign: Campaign,
  { steps, outcome, life }: Attempt,
  whenDead: () => Promise<void>,
): Promise<number | undefined> {
  const { engine, died, calls } = dyingEngine(createDockerEngine(fixture.engine.socket), life)
  const done: Step[] = []
  const live = async () => {
    for (const step of steps) {
      await campaign.run([step], { outcome }, engine)
      done.push(step)
    }
    return 'lived' as const
  }
  if ((await Promise.race([live(), died])) === 'lived') return calls()
  await whenDead()
  await campaign.run(steps.slice(done.length), { outcome })
  return undefined
}

/** Ids of the images of running containers, and how many containers would be started after a power cut. */
async function look({ engine: { docker } }: Fixture): Promise<{ running: string[]; revived: number }> {
  const all = await Promise.all(
    (await docker.listContainers({ all: true })).map(({ Id }) => docker.getContainer(Id).inspect()),
  )
  const isUp = all.filter(({ State }) => State.Running)
  return {
    running: isUp.map(({ Config }) => Config.Image),
    revived: isUp.filter(({ HostConfig }) => HostConfig.RestartPolicy?.Name !== 'no').length,
  }
}

interface Case {
  name: string
  steps: Step[]
  strategy: 'stop-then-start' | 'hand-over'
  /** Calls that it takes at least. */
  calls: number
}

const cases: Case[] = [
  { name: 'an update', steps: forward, strategy: 'stop-then-start', calls: 20 },
  { name: 'an update that hands over', steps: forward, strategy: 'hand-over', calls: 20 },
  { name: 'an update that is rolled back', steps: back, strategy: 'stop-then-start', calls: 25 },
  { name: 'an update that hands over and is rolled back', steps: back, strategy: 'hand-over', calls: 25 },
]

describeWithEngine(`an agent that dies after ${anyOrSome} call to the engine`, () => {
  describe.concurrent.each(cases)('$name', (one) => {
    const { steps, strategy, calls } = one
    test('leaves old or new, and nothing else', { timeout: patienceMs }, async ({ scope }) => {
      const fixture = await containersFixture(scope)
      // Once with images that are brought, and go again; once with images that are there.
      const isBrought = strategy === 'stop-then-start'
      const origins = await twoImages(fixture, isBrought)
      const wanted = (version: number) =>
        fixture.component('app', `app:${version}`, { ...origins[version - 1], strategy, network: 'host' })
      const outcome = steps.includes('rollback') ? 'rolledBack' : 'committed'
      let current = 1
      await fixture.land(wanted(current))
      const { first, stride } = series(1, 3, cases.indexOf(one))
      for (let life = first; ; life += stride) {
        const campaign = await fixture.campaign([wanted(3 - current)])
        const made = await dieAndGoOn(fixture, campaign, { steps, outcome, life }, async () => {
          const { running, revived } = await look(fixture)
          expect(revived, `after call ${life}`).toBeLessThan(2)
          if (strategy === 'stop-then-start') expect(running.length, `after call ${life}`).toBeLessThan(2)
        })
        if (outcome === 'committed') current = 3 - current
        expect(await look(fixture), `after call ${life}`).toEqual({ running: [`app:${current}`], revived: 1 })
        expect(await fixture.containers()).toEqual(['app running'])
        const kept = isBrought ? [`app:${current}`, expect.stringMatching('godwit/keep')] : ['app:1', 'app:2']
        expect(await fixture.images()).toEqual(kept)
        if (made !== undefined) return expect(made).toBeGreaterThanOrEqual(calls)
      }
    })
  })

  test.concurrent('restores what was removed, changed and added', { timeout: patienceMs }, async ({
    scope,
  }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const there = [
      fixture.component('gone', 'app:1', { network: 'host' }),
      fixture.component('limited', 'app:1', { memory: '64m', network: 'host' }),
    ]
    await fixture.land(...there)
    const wanted = [
      fixture.component('limited', 'app:1', { memory: '96m', network: 'host' }),
      fixture.component('added', 'app:1', { network: 'gw-added' }),
    ]
    const { first, stride } = series(1, 3, 0)
    for (let life = first; ; life += stride) {
      const campaign = await fixture.campaign(wanted)
      const attempt: Attempt = { steps: back, outcome: 'rolledBack', life }
      const made = await dieAndGoOn(fixture, campaign, attempt, async () => {})
      expect(await fixture.containers(), `after call ${life}`).toEqual(['gone running', 'limited running'])
      expect(await look(fixture)).toMatchObject({ revived: 2 })
      const { HostConfig } = await fixture.engine.docker.getContainer('limited').inspect()
      expect(HostConfig.Memory).toBe(64 * 2 ** 20)
      expect(await fixture.engine.docker.listNetworks({ filters: { name: ['gw-added'] } })).toEqual([])
      if (made !== undefined) return expect(made).toBeGreaterThanOrEqual(30)
    }
  })
})

/** The keys that bring them; none where they are in the engine. */
async function twoImages(fixture: Fixture, isBrought: boolean): Promise<Record<string, string>[]> {
  const names = ['app:1', 'app:2']
  const origins: Record<string, string>[] = []
  for (const name of names) {
    if (isBrought) origins.push(await archiveOf(fixture, name))
    else await fixture.engine.makeImage(name)
  }
  return origins
}
