/** Power cuts on a device that really boots: wherever they come, it ends up old or new in all domains. */
import { describe, expect } from 'vitest'
import { missingForDevice } from '../../device/machine.ts'
import { aims, describeTrigger, powerPlan } from '../../device/power/aim.ts'
import { runTrial } from '../../device/power/trial.ts'
import { test } from '../../support/fixture.ts'

const missing = missingForDevice()
const suite = missing === undefined ? describe.concurrent : describe.skip

/** `npm run test:power` flies more, and one alone: its seeds are the same. */
const cuts = 24
/** What has not begun by then is skipped, and counted so: twice what it takes on a machine of two processors. */
const boxMs = 25 * 60_000
let begun: number | undefined

suite(missing === undefined ? 'a power cut' : `a power cut (${missing})`, () => {
  for (let seed = 1; seed <= cuts; seed += 1) {
    const plan = powerPlan(seed)
    const at = `${describeTrigger(plan.trigger)} aimed at the ${plan.aim.name}`
    test(`leaves a device that is old or new in all domains: seed ${seed}, ${at}`, async ({
      scope,
      skip,
    }) => {
      begun ??= Date.now()
      skip(Date.now() - begun > boxMs, 'the time for power cuts is up')
      const { faults, console } = await runTrial(scope, plan)
      expect(faults, console.slice(-60).join('\n')).toEqual([])
    })
  }

  test('was aimed at every kind of write', () => {
    const aimed = new Set(Array.from({ length: cuts }, (_, index) => powerPlan(index + 1).aim.name))
    expect([...aimed].sort()).toEqual(aims.map(({ name }) => name).sort())
  })
})
