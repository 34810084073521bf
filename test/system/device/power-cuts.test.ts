/** Power cuts on a device that really boots: wherever they come, it ends up old or new in all domains. */
import { afterAll, describe, expect } from 'vitest'
import { missingForDevice } from '../../device/machine.ts'
import { fly, livesOf } from '../../device/power/life.ts'
import type { FlownCut } from '../../device/power/trial.ts'
import { test } from '../../support/fixture.ts'

const missing = missingForDevice()
const suite = missing === undefined ? describe.concurrent : describe.skip

/**
 * 24 cuts in 22 campaigns, as some lose their power twice. `npm run test:power` flies more, and one alone: its seeds are the
 * same. Two devices at a time fly lives of 4, 4 and 3 campaigns each, so that both are through at the same time.
 */
const lives = livesOf([4, 8, 11, 16, 20, 23])
/** What has not begun by then is skipped, and counted so: twice what it takes on a machine of two processors. */
const boxMs = 20 * 60_000
let begun: number | undefined
/** Of all campaigns so far. */
const cuts: FlownCut[] = []

suite(missing === undefined ? 'a power cut' : `a power cut (${missing})`, () => {
  test.for(lives.map((life) => ({ life, seeds: life.join(', ') })))(
    'leaves a device that is old or new in all domains: seeds $seeds',
    { timeout: 2 * boxMs },
    async ({ life }, { scope, skip }) => {
      begun ??= Date.now()
      const isUp = () => skip(Date.now() - (begun ?? 0) > boxMs, 'the time for power cuts is up')
      isUp()
      const own: FlownCut[] = []
      for await (const { seed, faults, console, cuts: flown } of fly(scope, life)) {
        expect(faults, `seed ${seed}\n${console.slice(-60).join('\n')}`).toEqual([])
        own.push(...flown)
        cuts.push(...flown)
        if (seed !== life.at(-1)) isUp()
      }
      expect(own.filter(({ inTime }) => inTime)).not.toEqual([])
    },
  )

  // A cut that comes when all is over, or finds nothing that could be lost, proves nothing.
  afterAll(() => {
    if (cuts.length < 2 * lives.length) return // most were skipped, and few cuts prove little either way
    const inTime = cuts.filter((cut) => cut.inTime)
    expect(inTime.length, `of ${cuts.length} cuts`).toBeGreaterThanOrEqual(cuts.length / 2)
    const losing = inTime.filter(({ unsyncedWrites }) => unsyncedWrites > 0)
    expect(losing.length, `of ${inTime.length} cuts in time`).toBeGreaterThanOrEqual(inTime.length / 4)
  })
})
