import { expect, test } from 'vitest'
import type { Campaign, Stage } from '../../../../manager/campaign/state.ts'
import { contradictions, type OnDisk } from '../../../device/replay/contradictions.ts'
import type { Data, Loader } from '../../../device/replay/on-disk.ts'
import { greetingOf } from '../../../device/versions.ts'

/** Of a campaign, what is looked at. */
function campaignIn(stage: Stage, state: 'active' | 'committed' = 'active', status?: string): Campaign {
  return { stage, transactions: [{ state }], ...(status && { outcome: { status } }) } as Campaign
}

const greetings = { 1: greetingOf('1'), 2: greetingOf('2') }
const old = { version: '1', integrity: 'sha256-1' }
const fresh = { version: '2', integrity: 'sha256-2' }

/** Before the campaign: slot a still has what the factory put there. */
const before: OnDisk = {
  loader: { primary: 'b', states: { a: 'bad', b: 'good' }, onTrial: false },
  data: {
    ...{ campaign: undefined, software: '1', greetings: { 1: greetingOf('1') } },
    ...{ records: { b: old }, unreadable: [] },
  },
  slotA: '1',
  told: [],
}
const installed: OnDisk = {
  ...before,
  data: {
    ...before.data,
    greetings,
    campaign: campaignIn({ name: 'phase', command: 'ACTIVATE', group: 0 }),
    records: { a: fresh, b: old },
  },
  slotA: '2',
  told: ['firmware DOWNLOAD', 'firmware UPDATE', 'software UPDATE', 'firmware ACTIVATE'],
}
const completed: OnDisk = {
  loader: { primary: 'a', states: { a: 'good', b: 'good' }, onTrial: false },
  data: {
    ...installed.data,
    campaign: campaignIn({ name: 'finished' }, 'committed', 'COMPLETED'),
    software: '2',
  },
  slotA: '2',
  told: [...installed.told, 'software ACTIVATE', 'firmware CLEANUP', 'software CLEANUP', 'ended COMPLETED'],
}

const data = (state: OnDisk, changes: Partial<Data>): OnDisk => ({
  ...state,
  data: { ...state.data, ...changes },
})
const loader = (state: OnDisk, changes: Partial<Loader>): OnDisk => ({
  ...state,
  loader: { ...state.loader, ...changes },
})

test.each([
  ['before the campaign', before],
  ['when all is installed', installed],
  ['when it has ended', completed],
])('a disk that fits together is well: %s', (_when, state) => {
  expect(contradictions(state)).toEqual([])
})

test.each<[string, OnDisk, string]>([
  ['cannot be read', data(before, { unreadable: ['damaged'] }), 'damaged'],
  ['has lost its old slot', loader(before, { states: { a: 'bad', b: 'bad' } }), 'not good any more'],
  [
    'would boot half an image',
    { ...loader(installed, { primary: 'a' }), slotA: undefined },
    'no whole image',
  ],
  ['prefers the wrong image', { ...completed, slotA: '1' }, 'the slot preferred holds version 1'],
  [
    'has switched the slot too early',
    data(loader(installed, { primary: 'a' }), {
      campaign: campaignIn({ name: 'phase', command: 'UPDATE', group: 1 }),
    }),
    'the slot was switched before ACTIVATE',
  ],
  ['has lost all records', data(before, { records: undefined }), 'the records of the slots are gone'],
  ['has lost the record of the old slot', data(before, { records: {} }), 'has no record'],
  ['has a record of the new slot that is wrong', { ...installed, slotA: '1' }, 'not of what it holds'],
  [
    'has lost the record of the new slot',
    data(installed, { records: { b: old } }),
    'ACTIVATE was given, and the slot has no record',
  ],
  ['has lost the new image', { ...installed, slotA: undefined }, 'ACTIVATE was given, and the slot holds'],
  [
    'has lost the new software',
    data(installed, { greetings: { 1: greetingOf('1') } }),
    'the new software is not whole',
  ],
  ['links nothing', data(before, { software: undefined }), "the software's link names undefined"],
  ['links what is not whole', data(before, { greetings: { 1: 'hel' } }), 'is not whole'],
  [
    'has lost the old software',
    data(before, { greetings: { 2: greetingOf('2') } }),
    'the old software is gone',
  ],
  ['has switched the link too early', data(installed, { software: '2' }), 'the link was switched before'],
  [
    'is good before the commit',
    loader(installed, { states: { a: 'good', b: 'good' } }),
    'the slot is good before the commit',
  ],
  ['has gone back from its commit', loader(completed, { primary: 'b' }), 'the old slot is preferred'],
  ['has half a commit', data(completed, { software: '1' }), 'committed, but the old software is linked'],
  ['ends too early', loader(completed, { states: { a: 'bad', b: 'good' } }), 'the slot is not good'],
  ['has lost its campaign', data(installed, { campaign: undefined }), 'there is no campaign'],
  [
    'has lost its place in the campaign',
    data(installed, { campaign: campaignIn({ name: 'phase', command: 'UPDATE', group: 1 }) }),
    'ACTIVATE was given, and the campaign is not there yet',
  ],
  [
    'has lost its commit',
    data(completed, { campaign: campaignIn({ name: 'cleaning' }) }),
    'CLEANUP was given, and nothing is committed',
  ],
  [
    'has forgotten how it ended',
    data(completed, { campaign: campaignIn({ name: 'cleaning' }, 'committed') }),
    'told to be COMPLETED, and is undefined',
  ],
  [
    'ends in another way than it has told',
    { ...completed, told: ['ended INCOMPLETE'] },
    'told to be INCOMPLETE, and is COMPLETED',
  ],
])('a disk that %s is not', (_what, state, problem) => {
  expect(contradictions(state).join('\n')).toContain(problem)
})
