import { expect, test } from 'vitest'
import { news, picture } from '../../../cli/terminal/progress-view.ts'
import type { CampaignProgress } from '../../../client/index.ts'

const running: CampaignProgress = {
  activityId: 'a',
  status: 'RUNNING',
  actions: [
    {
      component: { id: 'software:app', version: '1.10.0' },
      status: 'DOWNLOADING',
      progress: 42,
      message: '21 of 50 MiB',
    },
    { component: { id: 'firmware:rootfs', version: '7' }, status: 'IDENTIFIED' },
  ],
}

test('a terminal shows one bar for each component, and the campaign below', () => {
  expect(picture(running, 120)).toEqual([
    'software:app     1.10.0  ████████░░░░░░░░░░░░  42 %  DOWNLOADING  21 of 50 MiB',
    'firmware:rootfs  7       ░░░░░░░░░░░░░░░░░░░░   0 %  IDENTIFIED',
    'RUNNING',
  ])
})

test('a line never wraps, so that it can be redrawn', () => {
  for (const line of picture(running, 30)) expect(line.length).toBeLessThan(30)
})

test('a log tells the first step in full', () => {
  expect(news(undefined, running)).toEqual([
    'software:app 1.10.0: DOWNLOADING 42 %, 21 of 50 MiB',
    'firmware:rootfs 7: IDENTIFIED',
    'RUNNING',
  ])
})

test('a log tells every tenth per cent, and nothing where nothing is new', () => {
  const at = (progress: number): CampaignProgress => ({
    ...running,
    actions: running.actions.map((action, index) => (index === 0 ? { ...action, progress } : action)),
  })
  expect(news(at(42), at(49))).toEqual([])
  expect(news(at(49), at(50))).toEqual(['software:app 1.10.0: DOWNLOADING 50 %, 21 of 50 MiB'])
})

test('a log tells what a download waits for, once', () => {
  const waiting = (waitMs: number | undefined, message: string): CampaignProgress => ({
    ...running,
    actions: running.actions.map((action, index) =>
      index === 0 ? { ...action, message, ...(waitMs !== undefined && { waitMs }) } : action,
    ),
  })
  const since = waiting(3_600_000, 'waits 1h: the download window opens at 02:00Z')
  expect(news(running, since)).toEqual([
    'software:app 1.10.0: DOWNLOADING 42 %, waits 1h: the download window opens at 02:00Z',
  ])
  expect(news(since, waiting(3_500_000, 'waits 58m20s: the download window opens at 02:00Z'))).toEqual([])
  expect(news(since, waiting(undefined, '21 of 50 MiB'))).toEqual([])
})

test('a log tells why a campaign ended', () => {
  const ended: CampaignProgress = {
    ...running,
    status: 'INCOMPLETE',
    message: 'software: verify failed; rolled back',
    reason: { code: 'HOOK_FAILED' },
  }
  expect(news(running, ended)).toEqual(['INCOMPLETE: software: verify failed; rolled back [HOOK_FAILED]'])
})
