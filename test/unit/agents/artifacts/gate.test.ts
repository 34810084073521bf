import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { FetchWait } from '../../../../agents/artifacts/artifacts.ts'
import { type Admission, createGate, type DownloadGate } from '../../../../agents/artifacts/gate/gate.ts'
import { gateFolder } from '../../../../agents/artifacts/gate/gate-folder.ts'
import type { GateSettings } from '../../../../agents/artifacts/gate/gate-settings.ts'
import { writeRateOverride } from '../../../../agents/artifacts/gate/rate-override.ts'
import { newSimulatedClock, runUntilIdle, type SimulatedClock } from '../../../simulation/sim-clock.ts'
import { recordLog } from '../../../support/logging.ts'
import { newScope } from '../../../support/scope.ts'
import { temporaryFolder } from '../../../support/temp.ts'

interface Device {
  folder: string
  clock: SimulatedClock
  /** The gate of one more process. */
  gate(settings?: Partial<GateSettings>): DownloadGate
  enter(
    gate: DownloadGate,
    more?: { signal?: AbortSignal; waits?: (FetchWait | undefined)[] },
  ): Promise<Admission>
  /** Lets time pass until the condition holds. */
  until(holds: () => boolean): Promise<void>
  /** Lets time pass until the promise has been kept; how long it took, ms. */
  passing(promise: Promise<unknown>): Promise<number>
}

async function device(start = 0): Promise<Device> {
  const scope = newScope()
  onTestFinished(() => scope.release())
  const folder = await temporaryFolder(scope, 'gate')
  const clock = newSimulatedClock(start)
  // The disk is real, and may still be at work where nothing is set.
  const until = async (holds: () => boolean) => {
    while (!holds()) await runUntilIdle(clock, holds)
  }
  return {
    folder,
    clock,
    gate: (settings) =>
      createGate(
        { maxDownloadRate: 0, maxDownloads: 2, ...settings },
        { folder, clock, log: recordLog(), random: () => 0.5 },
      ),
    enter: (gate, { signal = new AbortController().signal, waits = [] } = {}) =>
      gate.enter({ signal, onWait: (wait) => waits.push(wait) }),
    until,
    async passing(promise) {
      const began = clock.steady()
      let isSettled = false
      const end = () => (isSettled = true)
      promise.then(end, end)
      await until(() => isSettled)
      await promise
      return clock.steady() - began
    },
  }
}

describe('turns', () => {
  test('as many downloads as allowed go at once, over all processes; the next one waits, says so, and follows', async () => {
    const { gate, enter, passing } = await device()
    const one = await enter(gate())
    const two = await enter(gate())
    const waits: (FetchWait | undefined)[] = []
    const third = enter(gate(), { waits })
    let isIn = false
    void third.then(() => (isIn = true))
    const alone = gate({ maxDownloads: 3 })
    await (await enter(alone)).leave()
    expect(isIn).toBe(false)
    await one.leave()
    await passing(third)
    expect(waits).toEqual([{ reason: '2 downloads are under way' }, undefined])
    await (await third).leave()
    await two.leave()
  })

  test('go in the order of asking within a process', async () => {
    const { gate, enter, passing } = await device()
    const shared = gate({ maxDownloads: 1 })
    const order: number[] = []
    const first = await enter(shared)
    const others = [1, 2, 3].map(async (number) => {
      const admission = await enter(shared)
      order.push(number)
      await admission.leave()
    })
    await first.leave()
    await passing(Promise.all(others))
    expect(order).toEqual([1, 2, 3])
  })

  test('that are waited for long are said to be so every minute', async () => {
    const { gate, enter, clock, until } = await device()
    const shared = gate({ maxDownloads: 1 })
    const first = await enter(shared)
    const waits: (FetchWait | undefined)[] = []
    const controller = new AbortController()
    const second = enter(shared, { waits, signal: controller.signal })
    await until(() => clock.steady() > 61_000)
    expect(waits.length).toBeGreaterThanOrEqual(2)
    controller.abort(new Error('cancelled'))
    await expect(second).rejects.toThrow('cancelled')
    await first.leave()
    expect(clock.pending()).toBe(0)
  })
})

describe('the bandwidth limit', () => {
  test('holds for two processes together', async () => {
    const { gate, enter, passing } = await device()
    const settings = { maxDownloadRate: 100_000 }
    const both = [await enter(gate(settings)), await enter(gate(settings))]
    const ms = await passing(
      Promise.all(
        both.map(async ({ take }) => {
          for (let taken = 0; taken < 500_000; taken += 10_000) await take(10_000)
        }),
      ),
    )
    // 1 MB at 100 kB/s, but for the burst of the beginning.
    expect(ms).toBeGreaterThanOrEqual(9_700)
    for (const admission of both) await admission.leave()
  })

  test('gives two downloads equal shares', async () => {
    const { gate, enter, clock, until } = await device()
    const shared = gate({ maxDownloadRate: 100_000 })
    const counts = [0, 0]
    const controller = new AbortController()
    for (const index of counts.keys()) {
      const { take } = await enter(shared, { signal: controller.signal })
      void (async () => {
        for (;;) {
          await take(4_000)
          counts[index] = (counts[index] ?? 0) + 4_000
        }
      })().catch(() => {})
    }
    await until(() => clock.steady() > 10_000)
    controller.abort()
    expect(Math.abs((counts[0] ?? 0) - (counts[1] ?? 0))).toBeLessThanOrEqual(200_000)
  })

  test('that an operator sets counts within a second for a download that runs, and is taken back as soon', async () => {
    const { folder, gate, enter, passing, clock } = await device()
    const { take } = await enter(gate())
    const isLimited = async () => (await passing(take(100_000))) > 1_000
    expect(await isLimited()).toBe(false)
    await writeRateOverride(folder, 10_000)
    clock.advance(1_000)
    await expect.poll(isLimited).toBe(true)
    await writeRateOverride(folder, undefined)
    clock.advance(1_000)
    await expect.poll(isLimited).toBe(false)
  })

  test('holds as it was where what an operator has set cannot be read', async () => {
    const { folder, gate, enter, passing } = await device()
    await writeRateOverride(folder, 1_000)
    await writeFile(path.join(gateFolder(folder), 'limit.json'), '{')
    const { take } = await enter(gate({ maxDownloadRate: 100_000 }))
    expect(await passing(take(1_000_000))).toBeGreaterThan(9_000)
  })

  test('can be switched off by an operator', async () => {
    const { folder, gate, enter, passing } = await device()
    await writeRateOverride(folder, 0)
    const { take } = await enter(gate({ maxDownloadRate: 1_000 }))
    expect(await passing(take(1_000_000))).toBe(0)
  })

  test('lets an aborted download go at once', async () => {
    const { gate, enter, clock, until } = await device()
    const controller = new AbortController()
    const { take, leave } = await enter(gate({ maxDownloadRate: 1_000 }), { signal: controller.signal })
    const taken = take(1_000_000)
    await until(() => clock.steady() > 5_000)
    controller.abort(new Error('cancelled'))
    await expect(taken).rejects.toThrow('cancelled')
    await leave()
    await leave()
  })

  test('is kept by a process alone where the shared bucket cannot be used', async () => {
    const { folder, gate, enter, passing } = await device()
    await mkdir(path.join(gateFolder(folder), 'bandwidth.db'), { recursive: true })
    const { take } = await enter(gate({ maxDownloadRate: 100_000 }))
    expect(await passing(take(1_000_000))).toBeGreaterThan(9_000)
  })

  test('makes a damaged bucket anew', async () => {
    const { folder, gate, enter, passing } = await device()
    await mkdir(gateFolder(folder), { recursive: true })
    await writeFile(path.join(gateFolder(folder), 'bandwidth.db'), 'x'.repeat(8_192))
    const { take } = await enter(gate({ maxDownloadRate: 100_000 }))
    expect(await passing(take(1_000_000))).toBeGreaterThan(9_000)
  })
})

describe('the gate with a download window', () => {
  const downloadWindow = { start: '0 2 * * *', lengthMs: 3_600_000, timezone: 'UTC' }

  test('waits for the window without a turn in hand, and calls out its end', async () => {
    const { gate, enter, passing, until, clock } = await device(Date.parse('2026-11-21T01:00Z'))
    const waits: (FetchWait | undefined)[] = []
    const entering = enter(gate({ maxDownloads: 1, downloadWindow }), { waits })
    const other = await enter(gate({ maxDownloads: 1 }))
    await other.leave()
    await passing(entering)
    const { closing, leave } = await entering
    expect(clock.now()).toBe(Date.parse('2026-11-21T02:00Z'))
    expect(waits.map((wait) => wait?.forMs)).toEqual([3_600_000, undefined])
    expect(closing.aborted).toBe(false)
    await until(() => closing.aborted)
    expect(clock.now()).toBe(Date.parse('2026-11-21T03:00Z'))
    await leave()
    expect(clock.pending()).toBe(0)
  })
})
