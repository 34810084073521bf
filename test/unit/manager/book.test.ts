import { expect, it } from 'vitest'
import { createBook } from '../../../manager/book.ts'
import { managerSettings } from '../../../manager/settings.ts'
import { action, desired } from './campaign-world.ts'

type WhenBusy = 'supersede' | 'queue' | 'reject'

function bookWith(whenBusy: WhenBusy) {
  const book = createBook([], managerSettings({ agents: { a: {} }, whenBusy }))
  const ended: string[] = []
  const look = () => {
    for (const { campaign, effects } of book.takeChanges()) {
      if (effects.some(({ type }) => type === 'finish'))
        ended.push(`${campaign.activityId} ${campaign.outcome?.status}`)
    }
    return {
      open: book.open().map(({ activityId, stage }) => `${activityId} ${stage.name}`),
      ended: ended.splice(0),
    }
  }
  const arrive = (activityId: string, dryRun = false) => {
    const document = { ...desired('a'), ...(dryRun && { dryRun }) }
    book.arrive({ activityId, document, bootId: 'boot', capabilities: () => ['idempotent'] }, 0)
    return look()
  }
  const from = (activityId: string, ...statuses: string[]) => {
    for (const status of statuses) {
      const actions = status === 'IDENTIFIED' ? [action('a')] : []
      book.apply(activityId, { type: 'feedback', domain: 'a', feedback: { status, actions } }, 0)
    }
    return look()
  }
  return { arrive, from }
}

it('supersedes a campaign that has touched nothing, and starts the new one when the agents are free', () => {
  const { arrive, from } = bookWith('supersede')
  arrive('first')
  from('first', 'IDENTIFIED')
  expect(arrive('second')).toEqual({ open: ['first cleaning', 'second waiting'], ended: [] })
  expect(from('first', 'CLEANUP_SUCCESS')).toEqual({
    open: ['second identifying'],
    ended: ['first SUPERSEDED'],
  })
})

it('lets a campaign that has begun to update come to its end, and keeps only the newest that waits', () => {
  const { arrive, from } = bookWith('supersede')
  arrive('first')
  from('first', 'IDENTIFIED', 'DOWNLOAD_SUCCESS')
  expect(arrive('second').open).toEqual(['first phase', 'second waiting'])
  expect(arrive('third')).toEqual({ open: ['first phase', 'third waiting'], ended: ['second SUPERSEDED'] })
  expect(from('first', 'UPDATE_SUCCESS', 'ACTIVATION_SUCCESS', 'CLEANUP_SUCCESS')).toEqual({
    open: ['third identifying'],
    ended: ['first COMPLETED'],
  })
})

it('queues where it is told to', () => {
  const { arrive, from } = bookWith('queue')
  arrive('first')
  expect(arrive('second').open).toEqual(['first identifying', 'second waiting'])
  expect(from('first', 'COMPLETED')).toEqual({ open: ['second identifying'], ended: ['first COMPLETED'] })
})

it('rejects where it is told to', () => {
  const { arrive } = bookWith('reject')
  arrive('first')
  expect(arrive('second')).toEqual({ open: ['first identifying'], ended: ['second IDENTIFICATION_FAILED'] })
})

it.each<WhenBusy>(['supersede', 'queue', 'reject'])(
  'never lets a dry run disturb a campaign (%s)',
  (whenBusy) => {
    const { arrive } = bookWith(whenBusy)
    arrive('first')
    expect(arrive('look', true)).toEqual({
      open: ['first identifying'],
      ended: ['look IDENTIFICATION_FAILED'],
    })
  },
)

it.each<WhenBusy>(['supersede', 'queue', 'reject'])(
  'lets a campaign go before a dry run (%s)',
  (whenBusy) => {
    const { arrive, from } = bookWith(whenBusy)
    arrive('look', true)
    arrive('first')
    expect(from('look', 'CLEANUP_SUCCESS').open).toEqual(['first identifying'])
  },
)
