/** Crash states of one recorded campaign, without a boot: at every flush, and at random places in between. */
import { expect } from 'vitest'
import { missingForDevice } from '../../device/machine.ts'
import { flushBoundaries, randomStates } from '../../device/replay/crash-state.ts'
import { recordedCampaign } from '../../device/replay/record.ts'
import { type BadState, replay } from '../../device/replay/replay.ts'
import { test } from '../../support/fixture.ts'

const missing = missingForDevice()
const needs = missing === undefined ? '' : ` (${missing})`
const seed = Number(process.env.REPLAY_SEED ?? 1)
const count = Number(process.env.REPLAY_STATES ?? 10_000)

/** For people: what is wrong, and what plays it again. */
function told(bad: BadState[]): string[] {
  return bad.map(({ state, problems }) => {
    const place = `event ${state.position}, after ${state.where}${state.seed === undefined ? '' : `, seed ${state.seed}`}`
    return `${place}: ${problems.join('; ')}`
  })
}

test.skipIf(missing !== undefined)(
  `a campaign that loses its power anywhere leaves files that can be read, and that fit together${needs}`,
  async ({ scope }) => {
    const recording = await recordedCampaign()
    const boundaries = await replay(scope, recording, ({ events }) => flushBoundaries(events))
    expect(told(boundaries.bad)).toEqual([])
    expect(boundaries.states).toBeGreaterThan(100)
    const random = await replay(scope, recording, ({ events }) => randomStates(events, count, seed))
    expect(told(random.bad)).toEqual([])
    expect(random.states).toBe(count)
    console.log(
      `${boundaries.states} flushes and ${count} places, ${random.distinct} data partitions unlike each other`,
    )
  },
)
