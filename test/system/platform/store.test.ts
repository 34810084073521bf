import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../platform/clock.ts'
import { appendDurably } from '../../../platform/store/append.ts'
import { createFileStore } from '../../../platform/store/file-store.ts'
import { recordLog } from '../../support/logging.ts'
import { newScope, type Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

let scope: Scope
let folder: string
beforeEach(async () => {
  scope = newScope()
  folder = await temporaryFolder(scope, 'store')
})
afterEach(() => scope.release())

interface Thing {
  n: number
  filling: string
}

const log = recordLog()
const open = (root: string) =>
  createFileStore(root, { log, clock: systemClock }).collection<Thing>('things', { version: 1 })
const moduleUrl = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href)

/** Writes ever new versions of one document, and prints the number of each when it is written. */
const writer = (root: string) => `
  import { createFileStore } from ${moduleUrl('platform/store/file-store.ts')}
  import { systemClock } from ${moduleUrl('platform/clock.ts')}
  const log = { error: console.error }
  const things = createFileStore(${JSON.stringify(root)}, { log, clock: systemClock }).collection('things', { version: 1 })
  for (let n = 1; ; n += 1) {
    await things.write('one', { n, filling: String(n).repeat(n % 5000) })
    console.log(n)
  }`

it('leaves the last document or the one under way when the process is killed in the middle of writing', async () => {
  for (let round = 0; round < 5; round += 1) {
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', writer(folder)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    scope.defer(() => child.kill('SIGKILL'))
    let last = 0
    const lines = createInterface(child.stdout)
    lines.on('line', (line) => {
      last = Number(line)
      if (last === 20 + round * 7) child.kill('SIGKILL')
    })
    await Promise.all([once(child, 'exit'), once(lines, 'close')])
    const found = await open(folder).read('one')
    expect([last, last + 1]).toContain(found?.n)
    expect(found?.filling).toBe(String(found?.n).repeat((found?.n ?? 0) % 5000))
  }
  await open(folder).write('two', { n: 0, filling: '' })
  expect((await readdir(join(folder, 'things'))).sort()).toEqual(['one.json', 'two.json'])
  expect(log.lines).toEqual([])
})

it('lets several collections of one folder write at once', async () => {
  const store = createFileStore(folder, { log, clock: systemClock })
  const writes = Array.from({ length: 50 }, (_, n) =>
    store.collection<Thing>('things', { version: 1 }).write(`${n}`, { n, filling: '' }),
  )
  await Promise.all(writes)
  expect(await open(folder).list()).toHaveLength(50)
})

it('appends whole texts, also several at once', async () => {
  const file = join(folder, 'deep', 'audit.jsonl')
  await Promise.all(Array.from({ length: 20 }, (_, n) => appendDurably(file, `${n}\n`)))
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  expect(lines.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n))
})

it('says what it cannot write, and why', async () => {
  await writeFile(join(folder, 'things'), 'in the way')
  await expect(open(folder).write('one', { n: 1, filling: '' })).rejects.toMatchObject({
    name: 'StoreError',
    retryable: false,
    message: expect.stringContaining(join(folder, 'things')),
  })
})

/** A file system of 128 KiB; undefined where this process may not mount one. */
function mountSmallDisk(at: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', at], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('on a full disk', () => {
  it('keeps the old document, and writes the new one when there is space again', async (context) => {
    const disk = join(folder, 'disk')
    await mkdir(disk)
    if (!mountSmallDisk(disk)) return context.skip('needs the right to mount a tmpfs')
    scope.defer(() => execFileSync('umount', [disk]))
    const things = open(disk)
    const old = { n: 1, filling: 'x'.repeat(40_000) }
    await things.write('one', old)
    await expect(things.write('one', { n: 2, filling: 'y'.repeat(200_000) })).rejects.toMatchObject({
      name: 'StoreError',
      code: 'ENOSPC',
      retryable: true,
      message: expect.stringMatching(/no space left on the disk/),
    })
    expect(await open(disk).read('one')).toEqual(old)
    expect(await readdir(join(disk, 'things'))).toEqual(['one.json'])

    const audit = join(disk, 'audit.jsonl')
    await appendDurably(audit, 'first\n')
    await expect(appendDurably(audit, 'z'.repeat(200_000))).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(await readFile(audit, 'utf8')).toBe('first\n')
    await things.write('one', { n: 3, filling: '' })
    expect(await things.read('one')).toMatchObject({ n: 3 })
  })
})
