import { expect, test } from 'vitest'
import type { LoggedEvent } from '../../../device/disk/disk-log.ts'
import {
  flushBoundaries,
  forgottenStates,
  lyingStates,
  randomStates,
} from '../../../device/replay/crash-state.ts'

/** Five writes, then a flush, again and again. */
const events: LoggedEvent[] = Array.from({ length: 600 }, (_, index) =>
  index % 6 === 5
    ? { is: 'flush' }
    : { is: 'write', offset: 4096 * index, length: 4096, at: 4096 * index, durable: false },
)

test('a boundary is behind each flush, and has nothing that is not certain', () => {
  const boundaries = flushBoundaries(events)
  expect(boundaries).toHaveLength(100)
  expect(
    boundaries.every(({ landed, flushed, position }) => landed.length === 0 && flushed === position),
  ).toBe(true)
})

test('random states come in order, are the same for one seed, and never lose what was flushed', () => {
  const states = randomStates(events, 500, 1)
  expect(states).toEqual(randomStates(events, 500, 1))
  expect(states).not.toEqual(randomStates(events, 500, 2))
  const positions = states.map(({ position }) => position)
  expect(positions).toEqual([...positions].sort((one, other) => one - other))
  for (const { position, flushed, landed } of states) {
    expect(flushed % 6).toBe(0)
    expect(landed).toHaveLength(position - flushed)
  }
})

test('nothing, everything and a part of the unsynced writes survives in each quarter of a log', () => {
  const states = randomStates(events, 2_000, 1).filter(({ landed }) => landed.length > 2)
  for (const quarter of [0, 1, 2, 3]) {
    const here = states.filter(({ position }) => Math.floor((4 * (position - 1)) / events.length) === quarter)
    const survived = here.map(
      ({ landed }) => landed.filter(({ runs }) => runs.length > 0).length / landed.length,
    )
    expect(survived).toContain(0)
    expect(survived).toContain(1)
    expect(survived.some((share) => share > 0 && share < 1)).toBe(true)
  }
})

test('of writes that were to be durable by themselves only the last one may be lost, which was not answered', () => {
  const durable: LoggedEvent[] = [0, 4096].map((offset) => ({
    ...{ is: 'write', offset, length: 4096, at: offset, durable: true },
  }))
  const states = randomStates(durable, 200, 1).filter(({ position }) => position === 2)
  const landed = new Set(states.map(({ landed }) => landed.map(({ runs }) => runs.length > 0).join()))
  expect([...landed].sort()).toEqual(['true,false', 'true,true'])
})

test('a disk that heeds no flush may lose all that was ever written, and tells as much', () => {
  const marked: LoggedEvent[] = [{ is: 'marker', name: 'firmware UPDATE' }, ...events]
  const states = lyingStates(marked, 200, 1)
  expect(states.every(({ flushed }) => flushed === 0)).toBe(true)
  expect(states.every(({ told }) => told.join() === 'firmware UPDATE')).toBe(true)
  const places = randomStates(marked, 200, 1).map(({ position }) => position)
  expect(states.map(({ position }) => position)).toEqual(places)
  const late = states.filter(({ position }) => position > 100)
  expect(late.some(({ landed }) => landed.every(({ runs }) => runs.length === 0))).toBe(true)
})

test('a disk that has forgotten all has told what it has told', () => {
  const [one, other] = ['firmware UPDATE', 'firmware ACTIVATE'].map((name) => ({
    ...{ is: 'marker' as const, name },
  }))
  const marked = [...events.slice(0, 9), one, ...events.slice(9), other].filter(
    (event) => event !== undefined,
  )
  expect(forgottenStates(marked)).toEqual([
    { position: 10, flushed: 0, landed: [], told: ['firmware UPDATE'] },
    { position: marked.length, flushed: 0, landed: [], told: ['firmware UPDATE', 'firmware ACTIVATE'] },
  ])
})
