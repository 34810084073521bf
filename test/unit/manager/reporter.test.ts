import { expect, it } from 'vitest'
import { createReporter } from '../../../manager/reporter.ts'
import type { DesiredStateFeedback } from '../../../spec/index.ts'
import { newSimulatedClock } from '../../simulation/sim-clock.ts'

const running = (message: string) => (): DesiredStateFeedback => ({ status: 'RUNNING', message })

function reporterWith(intervalMs: number) {
  const clock = newSimulatedClock(1_000_000)
  const sent: string[] = []
  const publish = async (_: string, { status, message = '' }: DesiredStateFeedback) => {
    sent.push(`${status} ${message}`.trim())
  }
  return { clock, sent, reporter: createReporter(intervalMs, { clock, publish }) }
}

it('sends the first RUNNING at once and then the newest once per interval', () => {
  const { clock, sent, reporter } = reporterWith(60_000)
  for (const step of ['1', '2', '3']) reporter.running('x', running(step))
  expect(sent).toEqual(['RUNNING 1'])
  clock.advance(60_000)
  expect(sent).toEqual(['RUNNING 1', 'RUNNING 3'])
})

it('sends nothing again that has not changed', () => {
  const { clock, sent, reporter } = reporterWith(60_000)
  reporter.running('x', running('1'))
  clock.advance(120_000)
  reporter.running('x', running('1'))
  expect(sent).toEqual(['RUNNING 1'])
})

it('sends what it holds back before the end, and nothing after it', async () => {
  const { clock, sent, reporter } = reporterWith(60_000)
  reporter.running('x', running('1'))
  reporter.running('x', running('2'))
  await reporter.now('x', { status: 'COMPLETED' })
  clock.advance(120_000)
  expect(sent).toEqual(['RUNNING 1', 'RUNNING 2', 'COMPLETED'])
})

it('sends no RUNNING at all where the interval is zero', async () => {
  const { sent, reporter } = reporterWith(0)
  reporter.running('x', running('1'))
  await reporter.now('x', { status: 'COMPLETED' })
  expect(sent).toEqual(['COMPLETED'])
})
