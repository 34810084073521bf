import { describe, expect, test } from 'vitest'
import { nextDeadline } from '../../../manager/campaign/deadlines.ts'
import { overallFeedback } from '../../../manager/campaign/feedback.ts'
import type { Campaign } from '../../../manager/campaign/state.ts'
import { waitsOf } from '../../../manager/campaign/waits.ts'
import type { Action } from '../../../spec/index.ts'
import { action, desired, identified, type World } from './campaign-world.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** The download of `a` is under way, with a phase timeout of ten minutes. */
const downloading = () => identified({ document: desired('a'), settings: { phaseTimeoutMs: 10 * minute } })

function says(world: World, more: Partial<Action> = {}): World {
  return world.from('a', 'DOWNLOADING', { actions: [{ ...action('a', 'one', 'DOWNLOADING'), ...more }] })
}

const deadline = ({ campaign, settings }: World) => nextDeadline(campaign, settings)

describe('an agent that says that it waits', () => {
  test('has the whole phase timeout when the wait is over', () => {
    const world = says(downloading(), { waitMs: 3 * hour })
    expect(deadline(world)).toBe(3 * hour + 10 * minute)
    world.now = 3 * hour
    says(world)
    expect(deadline(world)).toBe(3 * hour + 10 * minute)
  })

  test('may say so again and again, in the same words', () => {
    const world = downloading()
    for (world.now = 0; world.now < 2 * hour; world.now += minute) says(world, { waitMs: 5 * minute })
    expect(deadline(world)).toBe(world.now - minute + 15 * minute)
  })

  test('and dies is found out', () => {
    const world = says(downloading(), { waitMs: hour }).timeOut()
    expect(world.now).toBe(hour + 10 * minute)
    expect(world.heard()).toContain('a:CLEANUP')
    expect(overallFeedback(world.campaign).reason ?? world.campaign.failures[0]?.reason).toMatchObject({
      code: 'NO_ANSWER',
    })
  })

  test('is believed for a week at most', () => {
    expect(deadline(says(downloading(), { waitMs: 1_000 * day }))).toBe(7 * day + 10 * minute)
  })

  test('still waits where it says something without its actions', () => {
    const world = says(downloading(), { waitMs: hour }).from('a', 'DOWNLOADING')
    expect(deadline(world)).toBe(hour + 10 * minute)
  })

  test('still waits after the manager has died, for what it said is on the disk', () => {
    const world = downloading()
    const turns = world.durableTurns
    says(world, { waitMs: hour })
    expect(world.durableTurns).toBe(turns + 1)
    world.campaign = JSON.parse(JSON.stringify(world.campaign)) as Campaign
    world.send({ type: 'recovered', bootId: 'boot-1' })
    expect(deadline(world)).toBe(hour + 10 * minute)
  })

  test('waits no longer and no shorter where the clock is set', () => {
    const world = says(downloading(), { waitMs: hour })
    world.now += 1_000 * day
    world.send({ type: 'clockSet', by: 1_000 * day })
    expect(deadline(world)).toBe(1_000 * day + hour + 10 * minute)
  })

  test('is paused without a deadline, and begins anew with RESUME', () => {
    const world = says(downloading(), { waitMs: hour })
    world.send({ type: 'control', control: 'PAUSE' })
    expect(deadline(world)).toBeUndefined()
    world.send({ type: 'control', control: 'RESUME' })
    expect(deadline(world)).toBe(10 * minute)
  })

  test('is released at once by CANCEL', () => {
    const world = says(downloading(), { waitMs: hour })
    world.heard()
    world.send({ type: 'control', control: 'CANCEL' })
    expect(world.heard()).toEqual(['a:CLEANUP'])
  })

  test('does not tell the backend of it in actions, where it would grow stale', () => {
    const { actions = [] } = overallFeedback(says(downloading(), { waitMs: hour }).campaign)
    expect(actions[0]).not.toHaveProperty('waitMs')
  })
})

describe('what a download waits for', () => {
  const message = '12.3 of 50.0 MB, waits 1h: the download window opens at 2026-11-22 02:00Z'

  test('is told with domain, component, bytes, reason, since when and until when', () => {
    const world = downloading()
    world.now = minute
    says(world, { message, progress: 24, waitMs: hour })
    world.now = 5 * minute
    says(world, { message, progress: 24, waitMs: hour - 4 * minute })
    expect(waitsOf(world.campaign, world.settings)).toEqual([
      {
        domain: 'a',
        for: 'feedback',
        since: minute,
        goesOnAt: minute + hour,
        until: minute + hour + 10 * minute,
        text: `a waits on purpose in DOWNLOAD: a:one 2, 24 %, ${message}`,
      },
    ])
  })

  test('is told no longer when the campaign was cancelled', () => {
    const world = says(downloading(), { message, progress: 24, waitMs: hour })
    world.send({ type: 'control', control: 'CANCEL' })
    const [wait] = waitsOf(world.campaign, world.settings)
    expect(wait?.text).toBe('a works on CLEANUP; it fails after 10m without progress')
  })

  test('is told while it moves, too, and without secrets', () => {
    const world = says(downloading(), {
      progress: 24,
      message: '12.3 of 50.0 MB, 1.2 MB/s, https://me:secret@mirror.example/app',
    })
    const [wait] = waitsOf(world.campaign, world.settings)
    expect(wait?.text).toContain('a works on DOWNLOAD: a:one 2, 24 %, 12.3 of 50.0 MB, 1.2 MB/s')
    expect(wait?.text).toContain('it fails after 10m without progress')
    expect(wait?.text).not.toContain('secret')
  })
})
