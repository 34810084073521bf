import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { forgetResults, keepConsole, keepResult, resultsIn } from '../../../device/power/results.ts'
import type { TrialReport } from '../../../device/power/trial.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'godwit-results-'))
  file = path.join(folder, 'results.jsonl')
})
afterEach(() => rmSync(folder, { recursive: true }))

const report = (seed: number, faults: string[] = []): TrialReport => ({
  ...{ seed, aim: 'slot', cuts: [], phase: 'firmware UPDATE', status: 'COMPLETED', recoveryMs: 1 },
  ...{ faults, console: ['BOOTED'] },
})

test('a run that was ended in the middle of a line goes on with what it knows', () => {
  keepResult(file, 'one', report(1))
  writeFileSync(file, '{"seed":2,"bui', { flag: 'a' })
  expect([...resultsIn(file, 'one').keys()]).toEqual([1])
  keepResult(file, 'one', report(3))
  expect([...resultsIn(file, 'one').keys()]).toEqual([1, 3])
})

test('what was wrong once stays so, and what the device said is kept', () => {
  keepResult(file, 'one', report(1, ['it does not boot']))
  keepResult(file, 'one', report(1))
  expect(resultsIn(file, 'one').get(1)?.faults).toEqual(['it does not boot'])
  expect(readFileSync(`${file}.failures/seed-1.log`, 'utf8')).toBe('BOOTED\n')
})

test('another build begins anew', () => {
  keepResult(file, 'one', report(1, ['it does not boot']))
  expect(resultsIn(file, 'other').size).toBe(0)
  expect(resultsIn(path.join(folder, 'none'), 'one').size).toBe(0)
})

test('what could not be flown leaves what the device said, and may be flown again', () => {
  keepConsole(file, 1, ['no room'])
  expect(readFileSync(`${file}.failures/seed-1.log`, 'utf8')).toBe('no room\n')
  expect(resultsIn(file, 'one').size).toBe(0)
})

test('to begin afresh, all of it is forgotten', () => {
  keepResult(file, 'one', report(1, ['it does not boot']))
  forgetResults(file)
  expect(readdirSync(folder)).toEqual([])
})
