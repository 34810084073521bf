import { expect, it } from 'vitest'
import { newMemoryDisk } from '../../simulation/memory-store.ts'
import { newSimulatedClock } from '../../simulation/sim-clock.ts'

const schema = { version: 1 }

it('keeps what was written, and forgets a write under way when the power is cut', async () => {
  const clock = newSimulatedClock()
  const disk = newMemoryDisk(clock, 10)
  const things = disk.open().collection<{ n: number }>('things', schema)
  const written = things.write('a', { n: 1 })
  clock.advance(10)
  await written
  let settled = false
  void things.write('a', { n: 2 }).then(() => {
    settled = true
  })
  disk.crash()
  clock.advance(10)
  const after = disk.open().collection<{ n: number }>('things', schema)
  expect(await after.read('a')).toEqual({ n: 1 })
  expect(await after.list()).toEqual(['a'])
  expect(settled).toBe(false)
})

it('may keep a write under way all the same', async () => {
  const clock = newSimulatedClock()
  const disk = newMemoryDisk(clock, 10)
  void disk.open().collection('things', schema).write('a', { n: 1 })
  disk.crash(() => true)
  expect(await disk.open().collection('things', schema).read('a')).toEqual({ n: 1 })
})

it('lets a process of before the crash write no more', async () => {
  const clock = newSimulatedClock()
  const disk = newMemoryDisk(clock)
  const dead = disk.open().collection('things', schema)
  disk.crash()
  void dead.write('a', { n: 1 })
  clock.advance(1)
  expect(await disk.open().collection('things', schema).list()).toEqual([])
})

it('migrates older documents, and reads newer ones as absent', async () => {
  const clock = newSimulatedClock()
  const store = newMemoryDisk(clock).open()
  void store.collection('things', { version: 1 }).write('a', { n: 1 })
  void store.collection('things', { version: 3 }).write('b', { n: 1 })
  clock.advance(0)
  const things = store.collection<object>('things', { version: 2, migrate: (old) => ({ old }) })
  expect(await things.read('a')).toEqual({ old: { n: 1 } })
  expect(await things.read('b')).toBeUndefined()
})
