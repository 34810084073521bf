import { describe, expect, test } from 'vitest'
import type { FetchOptions } from '../../../../agents/artifacts/artifacts.ts'
import type { StepContext, UpdateAgent } from '../../../../agents/sdk/agent.ts'
import { fetchArtifact } from '../../../../agents/sdk/fetch-artifact.ts'
import { newDevice } from './device.ts'

const hour = 3_600_000

/** Waits until it is told to go on, or aborted. */
function waitingStep() {
  const contexts: StepContext[] = []
  let go = () => {}
  const download: UpdateAgent['download'] = (_, context) =>
    new Promise((resolve, reject) => {
      go = resolve
      contexts.push(context)
      context.signal.addEventListener('abort', () => reject(context.signal.reason))
      context.progress(24, 'waits 1h: the download window is closed', hour)
    })
  return { contexts, download, go: () => go() }
}

async function waitingDevice() {
  const step = waitingStep()
  const device = newDevice({ download: step.download })
  await device.start()
  await device.desired()
  await device.untilStatus('IDENTIFIED')
  await device.command('DOWNLOAD')
  await device.until('a run', () => step.contexts.length === 1)
  const lastAction = () => device.feedback().at(-1)?.actions?.[0]
  return { device, step, lastAction }
}

describe('a step that waits', () => {
  test('says so, and says so when it goes on, however short the wait was', async () => {
    const { device, step, lastAction } = await waitingDevice()
    device.clock.advance(1_000)
    await device.until('the wait', () => lastAction()?.waitMs)
    expect(lastAction()).toMatchObject({ waitMs: hour - 1_000, progress: 24 })
    step.contexts[0]?.progress(24, 'again', hour)
    step.contexts[0]?.progress(25, 'goes on')
    device.clock.advance(1_000)
    await device.until('the end of the wait', () => lastAction()?.message === 'goes on')
    expect(lastAction()).not.toHaveProperty('waitMs')
    step.go()
    await device.untilStatus('DOWNLOAD_SUCCESS')
  })

  test('says the same again only now and then', async () => {
    const { device, step, lastAction } = await waitingDevice()
    device.clock.advance(1_000)
    await device.until('the wait', () => lastAction()?.waitMs)
    const before = device.feedback().length
    const again = () => step.contexts[0]?.progress(24, 'waits 1h: the download window is closed', hour)
    for (let minutes = 0; minutes < 14; minutes += 1) {
      again()
      device.clock.advance(60_000)
    }
    expect(device.feedback()).toHaveLength(before)
    device.clock.advance(120_000)
    again()
    await device.until('the wait again', () => device.feedback().length === before + 1)
    expect(lastAction()?.waitMs).toBe(hour)
  })

  test('tells what is left of the wait when it is asked again', async () => {
    const { device, lastAction } = await waitingDevice()
    device.clock.advance(hour / 2)
    device.reconnect()
    await device.until('what is left', () => lastAction()?.waitMs === hour / 2)
  })

  test('never tells more than it was, where the clock is set back', async () => {
    const { device, lastAction } = await waitingDevice()
    device.clock.set(-100 * hour)
    device.clock.advance(1_000)
    device.reconnect()
    await device.until('the wait', () => lastAction()?.waitMs === hour)
  })

  test('tells it again after a restart', async () => {
    const { device, step, lastAction } = await waitingDevice()
    await device.restart()
    await device.until('the second run', () => step.contexts.length === 2)
    device.clock.advance(2_000)
    await device.until('the wait', () => lastAction()?.waitMs)
  })

  test('ends at once by PAUSE, and waits again after DOWNLOAD', async () => {
    const { device, step, lastAction } = await waitingDevice()
    await device.command('PAUSE')
    await device.until('paused', () => device.feedback().at(-1)?.message === 'paused')
    expect(step.contexts[0]?.signal.aborted).toBe(true)
    expect(lastAction()).not.toHaveProperty('waitMs')
    await device.command('DOWNLOAD')
    await device.until('the second run', () => step.contexts.length === 2)
    device.clock.advance(2_000)
    await device.until('the wait', () => lastAction()?.waitMs)
  })

  test('ends at once by CLEANUP, which is what a cancelled campaign sends', async () => {
    const { device, step } = await waitingDevice()
    await device.command('CLEANUP')
    await device.untilStatus('INCOMPLETE')
    expect(step.contexts[0]?.signal.aborted).toBe(true)
  })
})

describe('a fetch', () => {
  type Told = [number, string | undefined, number | undefined]

  /** What the step tells for what the fetch tells. */
  async function told(...steps: Parameters<NonNullable<FetchOptions['onProgress']>>[0][]): Promise<Told[]> {
    const calls: Told[] = []
    const fetch = async (_: unknown, { onProgress }: FetchOptions) => {
      for (const step of steps) onProgress?.(step)
      return { path: '', size: 0, integrity: '' }
    }
    const context = {
      signal: new AbortController().signal,
      progress: (...call: Told) => void calls.push(call),
      artifacts: { fetch },
    } as unknown as StepContext
    await fetchArtifact({ sources: [], size: 50_000_000 }, context)
    return calls
  }

  test('tells bytes, rate, time left and what people should know', async () => {
    const received = 12_345_678
    const [step] = await told({
      received,
      total: 50_000_000,
      bytesPerSecond: 1_234_567,
      remainingMs: 31_000,
      note: 'from the start',
    })
    expect(step).toEqual([24.691356, '12.3 of 50.0 MB, 1.2 MB/s, 31s left, from the start', undefined])
  })

  test('tells what it waits for and how long, and what it has already', async () => {
    const waiting = { reason: 'the download window opens at 2026-11-22 02:00Z', forMs: 3 * hour }
    expect(await told({ received: 25_000_000, waiting })).toEqual([
      [50, '25.0 of 50.0 MB, waits 3h: the download window opens at 2026-11-22 02:00Z', 3 * hour],
    ])
  })

  test('tells the code of the error that it waits after', async () => {
    const waiting = { reason: 'mirror.example answered 503', code: 'SERVER_ERROR' as const, forMs: 30_000 }
    const [[, message] = []] = await told({ received: 25_000_000, waiting })
    expect(message).toBe('25.0 of 50.0 MB, waits 30s: mirror.example answered 503 [SERVER_ERROR]')
  })

  test('waits in any case, where nobody knows for how long', async () => {
    const [[, message, waitMs] = []] = await told({
      received: 0,
      waiting: { reason: '2 downloads are under way' },
    })
    expect(message).toBe('0.0 of 50.0 MB, waits: 2 downloads are under way')
    expect(waitMs).toBeGreaterThan(60_000)
  })
})
