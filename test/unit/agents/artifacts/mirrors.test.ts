import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createMirrorHealth } from '../../../../agents/artifacts/download/mirrors.ts'
import { systemClock } from '../../../../platform/clock.ts'
import { recordLog } from '../../../support/logging.ts'
import { newScope } from '../../../support/scope.ts'
import { temporaryFolder } from '../../../support/temp.ts'

const minute = 60_000
const one = 'https://user:pa55@one.example/app?token=s3cret'
const two = 'https://two.example/app'

async function fixture() {
  const scope = newScope()
  onTestFinished(() => scope.release())
  const file = path.join(await temporaryFolder(scope, 'mirrors'), 'mirrors.json')
  const time = { now: 1_000_000_000 }
  const clock = { ...systemClock, now: () => time.now }
  return { file, time, start: () => createMirrorHealth(file, { clock, log: recordLog() }) }
}

test('a mirror that failed comes last for a while, and longer the more often it failed', async () => {
  const { time, start } = await fixture()
  expect(await start().order([one, two])).toEqual([one, two])
  await start().failed(one)
  expect(await start().order([one, two])).toEqual([two, one])
  time.now += 31 * minute
  expect(await start().order([one, two])).toEqual([one, two])
  for (let count = 0; count < 4; count += 1) await start().failed(one)
  time.now += 31 * minute
  expect(await start().order([one, two])).toEqual([two, one])
})

test('a success makes up for all failures', async () => {
  const { start } = await fixture()
  await start().failed(one)
  await start().failed(one)
  await start().succeeded(one)
  expect(await start().order([one, two])).toEqual([one, two])
})

test('where all have failed alike, their order stands', async () => {
  const { start } = await fixture()
  await start().failed(one)
  await start().failed(two)
  expect(await start().order([one, two])).toEqual([one, two])
})

test('nothing but the origin is written down', async () => {
  const { file, start } = await fixture()
  await start().failed(one)
  const text = await readFile(file, 'utf8')
  expect(text).toContain('"https://one.example"')
  expect(text).not.toMatch(/s3cret|pa55|user|\/app/)
})

test.each(['', 'garbage', '{"version":2}', '{"version":1,"origins":{"https://two.example":7}}', '[]'])(
  'a file like %j is as good as none',
  async (text) => {
    const { file, start } = await fixture()
    await writeFile(file, text)
    expect(await start().order([one, two])).toEqual([one, two])
    await start().failed(one)
    expect(await start().order([one, two])).toEqual([two, one])
  },
)
