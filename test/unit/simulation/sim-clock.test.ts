import { expect, it } from 'vitest'
import { newSimulatedClock } from '../../simulation/sim-clock.ts'

it('runs callbacks in the order of their times, and those of one time as they were set', () => {
  const clock = newSimulatedClock(1_000)
  const seen: string[] = []
  clock.after(20, () => seen.push(`b at ${clock.now()}`))
  clock.after(10, () => {
    seen.push(`a at ${clock.now()}`)
    clock.after(5, () => seen.push(`c at ${clock.now()}`))
  })
  clock.after(20, () => seen.push(`d at ${clock.now()}`))
  clock.advance(30)
  expect(seen).toEqual(['a at 1010', 'c at 1015', 'b at 1020', 'd at 1020'])
  expect(clock.now()).toBe(1_030)
})

it('does not run what was cancelled, nor what is not due', () => {
  const clock = newSimulatedClock()
  const seen: string[] = []
  const timer = clock.after(10, () => seen.push('cancelled'))
  clock.after(50, () => seen.push('later'))
  timer.cancel()
  clock.advance(49)
  expect(seen).toEqual([])
  expect(clock.pending()).toBe(1)
  expect(clock.step()).toBe(true)
  expect(clock.step()).toBe(false)
  expect(seen).toEqual(['later'])
})
