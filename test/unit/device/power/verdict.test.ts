import { expect, test } from 'vitest'
import { partitions } from '../../../device/image/layout.ts'
import { aims, powerPlan } from '../../../device/power/aim.ts'
import { livesOf } from '../../../device/power/life.ts'
import { faults, type Observation } from '../../../device/power/verdict.ts'

const installed = (version: string, slot: string) => ({
  ...{ firmware: version, software: version, slot, primary: slot, slotState: 'good', drift: [] },
})
const forward = ['firmware UPDATE', 'firmware ACTIVATE', 'firmware CLEANUP']
const back = ['firmware UPDATE', 'firmware ACTIVATE', 'firmware ROLLBACK', 'firmware CLEANUP']
const landed: Observation = {
  ...{ from: '1', to: '2', statuses: ['COMPLETED'], commands: forward, build: '2' },
  ...{ console: ['BOOTED slot A build 2'], installed: installed('2', 'a') },
}
const wentBack: Observation = {
  ...{ from: '1', to: '2', statuses: ['INCOMPLETE'], commands: back, build: '1' },
  ...{ console: ['BOOTED slot B build 1'], installed: installed('1', 'b') },
}

test('a device that is wholly new, or wholly old, is well', () => {
  expect(faults(landed)).toEqual([])
  expect(faults(wentBack)).toEqual([])
})

test.each<[string, Observation, RegExp]>([
  ['has lost its commit', { ...wentBack, commands: forward }, /committed step was lost/],
  [
    'has gone back from its commit',
    { ...wentBack, commands: [...forward, 'firmware ROLLBACK'] },
    /committed step was lost/,
  ],
  ['went back for nothing', { ...wentBack, commands: ['firmware UPDATE'] }, /nothing was switched/],
  ['never ends', { ...landed, statuses: [] }, /ended never/],
  ['changes its mind', { ...landed, statuses: ['COMPLETED', 'INCOMPLETE'] }, /several ways/],
  ['runs another build', { ...landed, build: '1' }, /build 1 runs/],
  ['lets Godwit end', { ...landed, console: ['GODWIT ENDED'] }, /by itself/],
  [
    'finds a file system damaged',
    { ...landed, console: ['[    3.1] EXT4-fs error (device vda4): ext4_lookup:1855: inode #12'] },
    /damaged: .*ext4_lookup/,
  ],
  ['says nothing', { ...landed, installed: undefined }, /does not say/],
  ['is a mix', { ...landed, installed: { ...installed('2', 'a'), software: '1' } }, /software 1/],
  [
    'boots another slot next',
    { ...landed, installed: { ...installed('2', 'a'), primary: 'b' } },
    /preferred/,
  ],
  ['is still on trial', { ...landed, installed: { ...installed('2', 'a'), slotState: 'bad' } }, /is bad/],
  ['has drifted', { ...landed, installed: { ...installed('2', 'a'), drift: ['greeter: x'] } }, /greeter/],
])('a device that %s is not', (_what, seen, fault) => {
  expect(faults(seen).join('\n')).toMatch(fault)
})

test('is measured by the versions of its own campaign', () => {
  const seen = { ...landed, from: '4', to: '7' }
  expect(faults({ ...seen, build: '7', installed: installed('7', 'a') })).toEqual([])
  expect(faults(seen).join('\n')).toMatch(/build 2 runs/)
})

test('seeds in a row go through all aims, and each comes back to the same place', () => {
  const plans = aims.map((_, index) => powerPlan(index + 1))
  expect(new Set(plans.map(({ aim }) => aim.name)).size).toBe(aims.length)
  expect(powerPlan(17)).toEqual(powerPlan(17))
})

test('a cut that is aimed at a slot is aimed at the one that is written', () => {
  const seed = aims.findIndex(({ name }) => name === 'slot')
  expect(powerPlan(seed, 'slotB').trigger).toMatchObject({ on: 'write', within: partitions.slotB })
})

test('a seed belongs to one life, whichever others are flown', () => {
  expect(livesOf([3, 4, 5, 10])).toEqual([[1, 2, 3, 4], [5], [9, 10]])
  expect(livesOf([4, 8, 11]).map((life) => life.length)).toEqual([4, 4, 3])
})
