import { expect, test } from 'vitest'
import { progressOutput } from '../../../cli/terminal/progress-output.ts'
import type { Terminal } from '../../../cli/terminal/terminal.ts'
import type { CampaignProgress } from '../../../client/index.ts'

/** A terminal of a few lines that remembers what it was given. */
function terminal(isInteractive: boolean) {
  const out: string[] = []
  const remember = (text: string) => void out.push(text)
  const fake: Terminal = {
    print: remember,
    note: (line) => remember(`note: ${line}`),
    draw: remember,
    read: async () => '',
    isInteractive,
    columns: 80,
    rows: 4,
  }
  return { out, fake }
}

const step = (status: string, ...components: string[]): CampaignProgress => ({
  activityId: 'a',
  status,
  actions: components.map((id) => ({ component: { id }, status: 'DOWNLOADING' })),
})

test('a terminal is redrawn in place', () => {
  const { out, fake } = terminal(true)
  const output = progressOutput(fake, false)
  output.show(step('IDENTIFIED', 'a:1'))
  output.show(step('RUNNING', 'a:1'))
  expect(out[0]).not.toContain('\x1b[2A')
  expect(out[1]?.startsWith('\x1b[2A\r\x1b[Ja:1 ')).toBe(true)
  expect(out[1]?.endsWith('\nRUNNING\n')).toBe(true)
})

test('a note is not overwritten by the next picture', () => {
  const { out, fake } = terminal(true)
  const output = progressOutput(fake, false)
  output.show(step('RUNNING', 'a:1'))
  output.note('waits')
  output.show(step('RUNNING', 'a:1'))
  expect(out[1]).toBe('note: waits')
  expect(out[2]).not.toContain('\x1b[2A')
})

test('a picture that is higher than the terminal shows its end', () => {
  const { out, fake } = terminal(true)
  progressOutput(fake, false).show(step('RUNNING', 'a:1', 'a:2', 'a:3', 'a:4', 'a:5'))
  expect(out[0]?.match(/^a:\d|^RUNNING/gm)).toEqual(['a:4', 'a:5', 'RUNNING'])
})

test('elsewhere only news is written, and JSON where asked for', () => {
  const { out, fake } = terminal(false)
  const output = progressOutput(fake, false)
  output.show(step('RUNNING', 'a:1'))
  output.show(step('RUNNING', 'a:1'))
  expect(out).toEqual(['a:1: DOWNLOADING', 'RUNNING'])
  progressOutput(fake, true).show(step('RUNNING'))
  expect(JSON.parse(out[2] ?? '')).toEqual(step('RUNNING'))
})
