import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ChainHead, headId, openAuditLog, verifyAuditLog } from '../../../manager/index.ts'
import { systemClock as clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { createFileStore } from '../../../platform/store/file-store.ts'

const nothing = () => {}
const log: Log = {
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  trace: nothing,
  child: () => log,
}

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'godwit-audit-'))
  file = path.join(folder, 'audit.jsonl')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const heads = () => createFileStore(folder, { log, clock }).collection<ChainHead>('audit', { version: 1 })

async function write(...events: string[]): Promise<void> {
  const audit = await openAuditLog(file, { log, clock, heads: heads() })
  for (const event of events) audit.append({ time: 1, activityId: 'x', event, details: {} })
  await audit.flush()
}

const lines = async () => (await readFile(file, 'utf8')).trimEnd().split('\n')
const rewrite = (changed: string[]) => writeFile(file, `${changed.join('\n')}\n`)

it('chains lines over several openings of the log', async () => {
  await write('one', 'two')
  await write('three')
  expect(await verifyAuditLog(file, await heads().read(headId))).toEqual({ ok: true, lines: 3 })
})

it.each<[string, (all: string[]) => string[], number]>([
  ['altered', ([one = '', two = '', three = '']) => [one, two.replace('two', 'TWO'), three], 3],
  ['dropped in the middle', ([one = '', , three = '']) => [one, three], 2],
  ['dropped at the end', (all) => all.slice(0, 2), 3],
  ['put in', ([one = '', ...rest]) => [one, one, ...rest], 2],
  ['swapped', ([one = '', two = '', three = '']) => [two, one, three], 1],
  ['no JSON', ([one = '', , three = '']) => [one, 'nonsense', three], 2],
])('names the first line that does not fit when one is %s', async (_, change, line) => {
  await write('one', 'two', 'three')
  await rewrite(change(await lines()))
  expect(await verifyAuditLog(file, await heads().read(headId))).toMatchObject({ ok: false, line })
})

it('cuts off a last line that a power cut has torn, and goes on', async () => {
  await write('one', 'two')
  await writeFile(file, `${await readFile(file, 'utf8')}{"number":3,"ti`)
  await write('three')
  expect(await verifyAuditLog(file, await heads().read(headId))).toEqual({ ok: true, lines: 3 })
})
