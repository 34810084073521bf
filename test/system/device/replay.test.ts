/** Crash states of one recorded campaign, without a boot: at every flush, and at random places in between. */
import { expect } from 'vitest'
import { missingForDevice } from '../../device/machine.ts'
import {
  flushBoundaries,
  forgottenStates,
  lyingStates,
  randomStates,
} from '../../device/replay/crash-state.ts'
import { recordedCampaign } from '../../device/replay/record.ts'
import { type BadState, replay } from '../../device/replay/replay.ts'
import { test } from '../../support/fixture.ts'

const missing = missingForDevice()
const needs = missing === undefined ? '' : ` (${missing})`
const seed = Number(process.env.REPLAY_SEED ?? 1)
const count = Number(process.env.REPLAY_STATES ?? 10_000)
/** Each with all writes of the campaign: that takes its time. */
const controls = 100

/** For people: what is wrong, and what plays it again. */
function told(bad: BadState[]): string[] {
  return bad.map(({ state, problems }) => {
    const told = state.told.at(-1) ?? 'nothing was told'
    const place = `event ${state.position}, after ${told}${state.seed === undefined ? '' : `, seed ${state.seed}`}`
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
    expect(random.distinct).toBeGreaterThan(count / 20)
    console.log(
      `${boundaries.states} flushes and ${count} places, ${random.distinct} data partitions unlike each other`,
    )
  },
)

test.skipIf(missing !== undefined)(
  `the same on a disk that heeds no flush is found to be broken, and to lack what was promised${needs}`,
  async ({ scope }) => {
    const recording = await recordedCampaign()
    const forgotten = await replay(scope, recording, ({ events }) => forgottenStates(events))
    expect(forgotten.bad).toHaveLength(forgotten.states)
    expect(told(forgotten.bad).at(-1)).toContain('it was told to be COMPLETED, and is undefined')
    const lying = await replay(scope, recording, ({ events }) => lyingStates(events, controls, seed))
    expect(lying.bad.length).toBeGreaterThan(controls / 2)
    console.log(`${lying.bad.length} of ${controls} states without flushes are bad`)
  },
)
