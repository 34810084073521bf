import { expect, test } from 'vitest'
import type { CampaignProgress } from '../../../client/progress.ts'
import { createUpdates } from '../../../client/updates.ts'

const step = (status: string, progress?: number): CampaignProgress => ({
  activityId: 'a',
  status,
  actions: progress === undefined ? [] : [{ component: { id: 'software:app' }, progress }],
})

test('a slow reader misses steps of one status, and no change of status', async () => {
  const updates = createUpdates()
  updates.push(step('IDENTIFIED'))
  for (let percent = 0; percent <= 100; percent++) updates.push(step('RUNNING', percent))
  updates.push(step('COMPLETED'))
  updates.end()
  const read: CampaignProgress[] = []
  for await (const update of updates) read.push(update)
  expect(read).toEqual([step('IDENTIFIED'), step('RUNNING', 100), step('COMPLETED')])
})

test('a reader that waits gets each step', async () => {
  const updates = createUpdates()
  const reader = updates[Symbol.asyncIterator]()
  const first = reader.next()
  updates.push(step('RUNNING', 1))
  expect((await first).value).toEqual(step('RUNNING', 1))
  const second = reader.next()
  updates.push(step('RUNNING', 2))
  expect((await second).value).toEqual(step('RUNNING', 2))
})

test('a reader gets what still waits before the error that ended it', async () => {
  const updates = createUpdates()
  updates.push(step('RUNNING'))
  updates.end(new Error('closed'))
  const read: string[] = []
  const reading = (async () => {
    for await (const { status } of updates) read.push(status)
  })()
  await expect(reading).rejects.toThrow('closed')
  expect(read).toEqual(['RUNNING'])
})
