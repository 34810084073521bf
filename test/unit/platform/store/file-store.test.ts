import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../../../platform/clock.ts'
import type { Log } from '../../../../platform/log.ts'
import { fileNameOf, idOfFileName } from '../../../../platform/store/file-name.ts'
import { createFileStore } from '../../../../platform/store/file-store.ts'

let root: string
let errors: string[]

const log: Log = {
  error: (_, message) => errors.push(message),
  warn() {},
  info() {},
  debug() {},
  trace() {},
  child: () => log,
}

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'godwit-store-'))
  errors = []
})
afterEach(() => rm(root, { recursive: true, force: true }))

const things = (version = 1, migrate?: (document: unknown, from: number) => { n: number }) =>
  createFileStore(root, { log, clock: systemClock }).collection<{ n: number }>('things', {
    version,
    ...(migrate && { migrate }),
  })

it('reads back what was written, also with another store', async () => {
  await things().write('one', { n: 1 })
  expect(await things().read('one')).toEqual({ n: 1 })
  expect(await things().read('two')).toBeUndefined()
})

it('keeps the last of several writes, and lists, and removes', async () => {
  const collection = things()
  await Promise.all([1, 2, 3].map((n) => collection.write('one', { n })))
  await collection.write('../two', { n: 0 })
  expect(await collection.read('one')).toEqual({ n: 3 })
  expect(await collection.list()).toEqual(['../two', 'one'])
  await collection.remove('one')
  await collection.remove('never there')
  expect(await collection.list()).toEqual(['../two'])
  await collection.write('x'.repeat(10_000), { n: 1 })
  expect(await collection.list()).toEqual(['../two', 'x'.repeat(10_000)])
  expect(await readdir(root)).toEqual(['things'])
})

it.each([
  ['empty', () => ''],
  ['full of zeros', (text: string) => '\0'.repeat(text.length)],
  ['cut off', (text: string) => text.slice(0, -10)],
  ['altered', (text: string) => text.replace('"n":1', '"n":2')],
  ['JSON of something else', () => '[]'],
])('sets a file aside that is %s, and goes on', async (_, damage) => {
  await things().write('one', { n: 1 })
  const file = path.join(root, 'things', fileNameOf('one'))
  await writeFile(file, damage(await readFile(file, 'utf8')))
  const collection = things()
  expect(await collection.read('one')).toBeUndefined()
  expect(errors).toHaveLength(1)
  await collection.write('one', { n: 5 })
  expect(await collection.read('one')).toEqual({ n: 5 })
  expect((await readdir(path.join(root, 'things'))).some((name) => name.includes('.corrupt-'))).toBe(true)
})

it('brings older documents to the present shape, and sets newer ones aside', async () => {
  await things(1).write('one', { n: 1 })
  expect(await things(2, (old) => ({ n: (old as { n: number }).n * 10 })).read('one')).toEqual({ n: 10 })
  await things(3).write('two', { n: 2 })
  expect(await things(2).read('two')).toBeUndefined()
  expect(errors).toHaveLength(1)
})

it('sets a document aside whose migration fails', async () => {
  await things(1).write('one', { n: 1 })
  const failing = things(2, () => {
    throw new Error('no such field')
  })
  expect(await failing.read('one')).toBeUndefined()
  expect(errors).toHaveLength(1)
})

it('removes drafts that a crash has left', async () => {
  await things().write('one', { n: 1 })
  const draft = `${fileNameOf('one')}.0b6a3c5e-1111-4222-8333-444455556666.tmp`
  await writeFile(path.join(root, 'things', draft), 'half')
  await things().write('two', { n: 2 })
  expect(await readdir(path.join(root, 'things'))).not.toContain(draft)
})

it('has a safe and reversible file name for every id', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (id) => {
      const name = fileNameOf(id)
      expect(name).toMatch(/^[a-z0-9%_~-]+\.json$/)
      expect(name.length).toBeLessThan(200)
      expect(idOfFileName(name) ?? id).toBe(id)
    }),
  )
  expect(new Set(['\ud800', '\ud801', '\ufffd'].map(fileNameOf)).size).toBe(3)
  expect(fileNameOf('x'.repeat(10_000))).not.toBe(fileNameOf('x'.repeat(10_001)))
  expect(fileNameOf('A')).not.toBe(fileNameOf('a'))
  expect(fileNameOf('..')).toBe('%2e%2e.json')
})
