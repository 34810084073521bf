/** Power cuts on a device that really boots: wherever they come, it ends up old or new in all domains. */
import { describe, expect } from 'vitest'
import { missingForDevice } from '../../device/machine.ts'
import { aims, powerPlan } from '../../device/power/aim.ts'
import { fly, livesOf } from '../../device/power/life.ts'
import { test } from '../../support/fixture.ts'

const missing = missingForDevice()
const suite = missing === undefined ? describe.concurrent : describe.skip

/** `npm run test:power` flies more, and one alone: its seeds are the same. */
const seeds = Array.from({ length: 24 }, (_, index) => index + 1)
/** A device that has not begun by then is skipped, and counted so: twice what it takes on a machine of two processors. */
const boxMs = 20 * 60_000
let begun: number | undefined

suite(missing === undefined ? 'a power cut' : `a power cut (${missing})`, () => {
  test.for(livesOf(seeds))(
    'leaves a device that is old or new in all domains: seeds %j',
    async (life, { scope, skip }) => {
      begun ??= Date.now()
      skip(Date.now() - begun > boxMs, 'the time for power cuts is up')
      for await (const { seed, faults, console } of fly(scope, life)) {
        expect(faults, `seed ${seed}\n${console.slice(-60).join('\n')}`).toEqual([])
      }
    },
  )

  test('was aimed at every kind of write', () => {
    const aimed = new Set(seeds.map((seed) => powerPlan(seed).aim.name))
    expect([...aimed].sort()).toEqual(aims.map(({ name }) => name).sort())
  })
})
