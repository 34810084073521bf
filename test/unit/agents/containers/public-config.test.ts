import { expect, test } from 'vitest'
import { publicConfig } from '../../../../agents/containers/public-config.ts'

const told = (...entries: [key: string, value: string][]) =>
  publicConfig(entries.map(([key, value]) => ({ key, value }))).map(({ key, value }) => `${key}=${value}`)

test('the inventory tells names of variables and labels, and nothing of secrets', () => {
  expect(told(['env', 'A=hunter2'], ['label', 'b=hunter2'], ['secret', 'c:/hunter2'])).toEqual([
    'env=A',
    'label=b',
  ])
})

test('sources are told without what gives access to them', () => {
  expect(told(['archive', 'https://user:hunter2@mirror.example/a.tar?token=hunter2'])).toEqual([
    'archive=https://mirror.example/a.tar',
  ])
})

test.each<[commands: string[], told: string[]]>([
  [
    ['--port', '80'],
    ['--port', '80'],
  ],
  [
    ['--password', 'hunter2', '--port', '80'],
    ['--password', '[redacted]', '--port', '80'],
  ],
  [['--api-key=hunter2'], ['--api-key=[redacted]']],
  [['run --token hunter2 && TOKEN=hunter2 run'], ['run --token [redacted] && TOKEN=[redacted] run']],
  [['test -f /run/secrets/token && run'], ['test -f /run/secrets/token && run']],
  [['http://user:hunter2@host/'], ['http://[redacted]@host/']],
])('%j is told as %j', (commands, expected) => {
  const entries = commands.map((value): [string, string] => ['cmd', value])
  expect(told(...entries)).toEqual(expected.map((value) => `cmd=${value}`))
})

test('what means nothing here is not told', () => {
  expect(told(['image', 'app:1'], ['strategy', 'hand-over'], ['colour', 'red'])).toEqual([
    'image=app:1',
    'strategy=hand-over',
  ])
})
