import { expect, test } from 'vitest'
import { type Progress, progressReader } from '../../../../../agents/firmware/swupdate/progress.ts'

/** As swupdate-progress 2022.12 writes into a pipe. */
const bar = (step: number, steps: number, percent: number, image: string) =>
  `[ ${'='.repeat(percent / 2).padEnd(60, '-')} ] ${step} of ${steps} ${percent}% (${image}), dwl 0% of 0 bytes\r`

function read(...chunks: string[]): Progress[] {
  const seen: Progress[] = []
  const reader = progressReader((progress) => seen.push(progress))
  for (const chunk of chunks) reader(Buffer.from(chunk))
  return seen
}

test('each step is its share of the whole', () => {
  expect(read(bar(1, 2, 50, 'kernel.img'), bar(2, 2, 50, 'rootfs.img'))).toEqual([
    { percent: 25, image: 'kernel.img' },
    { percent: 75, image: 'rootfs.img' },
  ])
})

test('it does not matter how the output is cut, and what stands between', () => {
  const output = `\nUpdate started !\nINFO : {"0": {"VERSION" : "1.0.0"}}\r${bar(1, 1, 7, 'rootfs.img')}\nSUCCESS !\n`
  expect(read(...output)).toEqual([{ percent: 7, image: 'rootfs.img' }])
})

test('the step that comes after the last one is none', () => {
  expect(read(bar(2, 1, 0, ''), bar(2, 1, 50, 'rootfs.img'))).toEqual([])
})

test('a program that never ends its line is not gathered without end', () => {
  expect(read('x'.repeat(1_000_000), `\r${bar(1, 1, 100, 'rootfs.img')}`)).toEqual([
    { percent: 100, image: 'rootfs.img' },
  ])
})
