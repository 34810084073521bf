import { expect, test } from 'vitest'
import { emptyView, isOutcome, mergeAgentFeedback, mergeManagerFeedback } from '../../../client/progress.ts'

const app = { id: 'software:app', version: '2' }
const image = { id: 'firmware:rootfs', version: '7' }

test('a report without actions keeps those that are known', () => {
  const planned = mergeManagerFeedback(emptyView('a'), {
    status: 'IDENTIFIED',
    actions: [{ component: app, status: 'IDENTIFIED' }],
  })
  const running = mergeManagerFeedback(planned, { status: 'RUNNING' })
  expect(running.progress).toEqual({
    activityId: 'a',
    status: 'RUNNING',
    actions: [{ component: app, status: 'IDENTIFIED' }],
  })
})

test("an agent's own news are not overwritten by the manager's slower report", () => {
  const heard = mergeAgentFeedback(emptyView('a'), {
    status: 'DOWNLOADING',
    actions: [{ component: app, status: 'DOWNLOADING', progress: 80 }],
  })
  const { progress } = mergeManagerFeedback(heard, {
    status: 'RUNNING',
    actions: [
      { component: app, status: 'DOWNLOADING', progress: 10 },
      { component: image, status: 'DOWNLOADING', progress: 5 },
    ],
  })
  expect(progress.status).toBe('RUNNING')
  expect(progress.actions.map((action) => [action.component.id, action.progress])).toEqual([
    ['software:app', 80],
    ['firmware:rootfs', 5],
  ])
})

test("the manager's last word counts for every component", () => {
  const heard = mergeAgentFeedback(emptyView('a'), {
    status: 'ACTIVATING',
    actions: [{ component: app, status: 'ACTIVATING' }],
  })
  const { progress } = mergeManagerFeedback(heard, {
    status: 'COMPLETED',
    actions: [{ component: app, status: 'UPDATE_SUCCESS' }],
  })
  expect(progress.actions[0]?.status).toBe('UPDATE_SUCCESS')
})

test('an agent never ends the campaign, and without actions it says nothing', () => {
  const view = emptyView('a')
  expect(mergeAgentFeedback(view, { status: 'COMPLETED' })).toBe(view)
  const heard = mergeAgentFeedback(view, { status: 'COMPLETED', actions: [{ component: app }] })
  expect(isOutcome(heard.progress, false)).toBe(false)
})

test('the explanation of one report does not stick to the next', () => {
  const paused = mergeManagerFeedback(emptyView('a'), { status: 'RUNNING', message: 'paused' })
  expect(mergeManagerFeedback(paused, { status: 'RUNNING' }).progress).not.toHaveProperty('message')
})

test('a dry run ends when it is identified, a campaign does not', () => {
  const { progress } = mergeManagerFeedback(emptyView('a'), { status: 'IDENTIFIED' })
  expect(isOutcome(progress, true)).toBe(true)
  expect(isOutcome(progress, false)).toBe(false)
})
