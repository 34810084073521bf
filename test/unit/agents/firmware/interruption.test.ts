import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { PlannedAction, StepResult, UpdateAgent } from '../../../../agents/sdk/agent.ts'
import { type Crash, crashing, desired, deviceFixture, type Fixture, install, plan } from './fixture.ts'

class Killed extends Error {}

const oldImage = Buffer.concat([Buffer.from('old\n'), randomBytes(100_000)])
const newImage = Buffer.concat([Buffer.from('new\n'), randomBytes(100_000)])

/** Kills at the nth moment, before or after the effect of a port's call; counts what there was to kill at. */
function killAt(n: number): { crash: Crash; moments: () => number; last: () => string } {
  let seen = 0
  let last = ''
  return {
    crash(call, moment) {
      seen += 1
      last = `${moment} ${call}`
      if (seen === n) throw new Killed(last)
    },
    moments: () => seen,
    last: () => last,
  }
}

type Step = (agent: UpdateAgent, action: PlannedAction, crash: Crash) => Promise<StepResult>

function steps(fixture: Fixture, outcome: 'committed' | 'rolledBack'): Step[] {
  const context = (crash: Crash) => {
    const { get, set } = fixture.scratch
    const scratch = { get, set: crashing('scratch', { set }, crash).set }
    const { artifacts } = fixture.context()
    return fixture.context({ outcome, scratch, artifacts: crashing('artifacts', artifacts, crash) })
  }
  const download: Step = async (agent, action, crash) => {
    await agent.download?.(action, context(crash))
    return undefined
  }
  const update: Step = async (agent, action, crash) => {
    await agent.update?.(action, context(crash))
    return undefined
  }
  const activate: Step = async (agent, action, crash) => agent.activate?.(action, context(crash))
  const rollback: Step = async (agent, action, crash) => agent.rollback?.(action, context(crash))
  const cleanup: Step = async (agent, action, crash) => {
    await agent.cleanup?.(action, context(crash))
    return undefined
  }
  const forward = [download, update, activate]
  return outcome === 'committed' ? [...forward, cleanup] : [...forward, rollback, cleanup]
}

/** Carries the step through as the sdk does: again after a kill, and again after the reboot that it asks for. */
async function carryThrough(
  fixture: Fixture,
  step: Step,
  action: PlannedAction,
  crash: Crash,
  powerCut: boolean,
): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    try {
      const result = await step(fixture.start(crash), action, crash)
      if (!result?.rebootRequired) return
      fixture.boot.powerOn()
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      expect(fixture.boot.bootsInto(), `after the kill ${error.message}`).toBeDefined()
      if (powerCut) fixture.boot.powerOn()
    }
  }
  throw new Error('the step does not come to an end')
}

async function campaign(outcome: 'committed' | 'rolledBack', n: number, powerCut: boolean) {
  const fixture = await deviceFixture()
  await install(fixture, '1.0', await fixture.image(oldImage))
  const config = await fixture.image(newImage)
  const action = await plan(fixture, fixture.start(), desired('2.0', config))
  const kill = killAt(n)
  for (const step of steps(fixture, outcome)) {
    await carryThrough(fixture, step, action, kill.crash, powerCut)
  }
  return { fixture, killed: kill.moments() >= n }
}

async function expectRunning(fixture: Fixture, version: string, image: Buffer): Promise<void> {
  const slot = await fixture.boot.getCurrent()
  const [node] = (await fixture.start().inventory()).softwareNodes ?? []
  expect(node?.version).toBe(version)
  expect(await fixture.boot.getPrimary()).toBe(slot)
  expect(await fixture.boot.getState(slot)).toBe('good')
  const content = await readFile(fixture.slots[slot])
  expect(content.subarray(0, image.length).equals(image)).toBe(true)
}

for (const [manner, powerCut] of [
  ['a kill', false],
  ['a power cut', true],
] as const) {
  test(`after ${manner} at any call of a port, the update is carried to the new version`, async () => {
    let moments = 0
    for (let n = 1; ; n += 1) {
      const { fixture, killed } = await campaign('committed', n, powerCut)
      await expectRunning(fixture, '2.0', newImage)
      if (!killed) break
      moments = n
    }
    expect(moments).toBeGreaterThan(30)
  })

  test(`after ${manner} at any call of a port, the rollback ends on the old version`, async () => {
    let moments = 0
    for (let n = 1; ; n += 1) {
      const { fixture, killed } = await campaign('rolledBack', n, powerCut)
      await expectRunning(fixture, '1.0', oldImage)
      if (!killed) break
      moments = n
    }
    expect(moments).toBeGreaterThan(40)
  })
}
