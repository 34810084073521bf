import { describe, expect, it } from 'vitest'
import type { Difference } from '../../../../agents/containers/drift/compare.ts'
import { createHealer } from '../../../../agents/containers/drift/healer.ts'
import type { Log } from '../../../../platform/log.ts'
import { newSimulatedClock } from '../../../simulation/sim-clock.ts'

const silent = () => {}
const log: Log = {
  ...{ error: silent, warn: silent, info: silent, debug: silent, trace: silent },
  child: () => log,
}
const app: Difference = {
  brought: { component: 'app', activityId: 'a', spec: { image: 'app:1' }, config: [], imageId: 'sha256:1' },
  text: 'stopped',
}

describe('the healer', () => {
  it('leaves a component alone for longer after each attempt, until it has held', async () => {
    const clock = newSimulatedClock()
    const repairs: number[] = []
    const repair = async () => void repairs.push(clock.now())
    const healer = createHealer(repair, 10_000, { clock, log })
    /** Drifts again as soon as it was repaired. */
    const consider = () => healer.consider([app], silent)
    const driftFor = async (seconds: number) => {
      for (let second = 0; second < seconds; second += 1) {
        consider()
        await new Promise(setImmediate)
        clock.advance(1_000)
      }
    }
    await driftFor(160)
    expect(repairs).toEqual([0, 10_000, 30_000, 70_000, 150_000])
    expect(healer.told('app')).toMatch(/^stopped: put right, attempt 5 at .*, the next after 2m40s$/)
    clock.advance(24 * 60 * 60 * 1_000)
    repairs.length = 0
    const begin = clock.now()
    await driftFor(15)
    expect(repairs.map((time) => time - begin)).toEqual([0, 10_000])
  })

  it('never waits for longer than an hour, and says when something is due', async () => {
    const clock = newSimulatedClock()
    let attempts = 0
    const repair = async () => {
      attempts += 1
      throw new Error('no')
    }
    const healer = createHealer(repair, 10_000, { clock, log })
    const consider = () => healer.consider([app], consider)
    consider()
    for (let turn = 0; turn < 100; turn += 1) {
      await new Promise(setImmediate)
      clock.advance(60 * 60 * 1_000)
    }
    expect(attempts).toBeGreaterThan(90)
    expect(healer.told('app')).toContain('failed: no')
  })

  it('rests when it is told to, and what was under way has ended then', async () => {
    const clock = newSimulatedClock()
    let isUnderWay = false
    const repair = async (_component: string, signal: AbortSignal) => {
      isUnderWay = true
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      await new Promise(setImmediate)
      isUnderWay = false
      signal.throwIfAborted()
    }
    const healer = createHealer(repair, 10_000, { clock, log })
    healer.consider([app], silent)
    expect(isUnderWay).toBe(true)
    await healer.rest()
    expect(isUnderWay).toBe(false)
    expect(healer.told('app')).toBeUndefined()
    healer.consider([app], silent)
    expect(isUnderWay).toBe(true)
    await healer.rest()
  })
})
