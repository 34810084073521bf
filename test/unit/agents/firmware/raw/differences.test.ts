import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newComparing } from '../../../../../agents/firmware/raw/comparing.ts'
import { differingRuns } from '../../../../../agents/firmware/raw/differences.ts'

const block = 4096

/** A buffer of ones, with a two in each of these blocks. */
function changed(blocks: number[], length = 32 * block): Buffer {
  const buffer = Buffer.alloc(length, 1)
  for (const index of blocks) buffer[index * block + (index % block)] = 2
  return buffer
}

const runs = (...blocks: number[]) =>
  differingRuns(changed(blocks), changed([])).map(({ start, end }) => [start / block, end / block])

test('nothing is to be written where both are equal', () => {
  expect(runs()).toEqual([])
})

test('what differs is told in whole blocks, neighbours together', () => {
  expect(runs(3)).toEqual([[3, 4]])
  expect(runs(0, 1, 2, 31)).toEqual([
    [0, 3],
    [31, 32],
  ])
})

test('a short gap is written with what is around it, a longer one is left out', () => {
  expect(runs(0, 4)).toEqual([[0, 5]])
  expect(runs(0, 5)).toEqual([
    [0, 1],
    [5, 6],
  ])
})

test('a last block that is cut off is a block', () => {
  const length = 2 * block + 100
  const [one, other] = [changed([], length), changed([2], length)]
  expect(differingRuns(one, other)).toEqual([{ start: 2 * block, end: length }])
})

test('with the runs written over it, the one always becomes the other', () => {
  const blocks = fc.uniqueArray(fc.integer({ min: 0, max: 31 }))
  fc.assert(
    fc.property(blocks, blocks, (some, others) => {
      const [image, slot] = [changed(some), changed(others)]
      for (const { start, end } of differingRuns(image, slot)) image.copy(slot, start, start, end)
      expect(slot.equals(image)).toBe(true)
    }),
  )
})

test('comparing goes on while anything is equal now and then', () => {
  const comparing = newComparing()
  for (let chunk = 0; chunk < 100; chunk += 1) {
    expect(comparing.isWorthIt()).toBe(true)
    comparing.note(chunk % 10 === 0)
  }
})

test('where nothing is equal for long, one chunk of eight is compared, until something is equal again', () => {
  const comparing = newComparing()
  const compared = (chunks: number, hasEqual: boolean) =>
    Array.from({ length: chunks }, () => {
      const isWorthIt = comparing.isWorthIt()
      if (isWorthIt) comparing.note(hasEqual)
      return isWorthIt
    }).filter(Boolean).length
  expect(compared(16, false)).toBe(16)
  expect(compared(80, false)).toBe(10)
  expect(compared(8, true)).toBe(1)
  expect(compared(8, true)).toBe(8)
})
