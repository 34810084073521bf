import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { cacheIn } from '../../../device/image/cache.ts'
import { once } from '../../../device/image/once.ts'
import { test } from '../../../support/fixture.ts'
import type { Scope } from '../../../support/scope.ts'
import { temporaryFolder } from '../../../support/temp.ts'

const make = async (target: string) => writeFileSync(path.join(target, 'image'), 'bytes')

async function newCache(scope: Scope) {
  const folder = path.join(await temporaryFolder(scope, 'cache'), 'images')
  return { folder, cached: cacheIn(folder) }
}

const things = (folder: string) => readdirSync(folder).filter((entry) => !entry.startsWith('used-by-'))

/** Number of a process that runs until the scope ends. */
function neighbour(scope: Scope): number {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' })
  scope.defer(() => child.kill('SIGKILL'))
  return child.pid ?? 0
}

/** Number of a process that has ended. */
async function deceased(): Promise<number> {
  const child = spawn('true', { stdio: 'ignore' })
  await new Promise((resolve) => child.once('exit', resolve))
  return child.pid ?? 0
}

test('a thing is made once, for as long as what it is made of is the same', async ({ scope }) => {
  const { cached } = await newCache(scope)
  let made = 0
  const counting = async (target: string) => {
    made += 1
    await make(target)
  }
  const place = await cached('disk', ['flour', Buffer.from('water')], counting)
  expect(readFileSync(path.join(place, 'image'), 'utf8')).toBe('bytes')
  expect(await cached('disk', ['flour', Buffer.from('water')], counting)).toBe(place)
  expect(await cached('disk', ['flour', 'wine'], counting)).not.toBe(place)
  expect(made).toBe(2)
})

test('it is called the same in every checkout, also where it is made of other things in the cache', async ({
  scope,
}) => {
  const names = []
  for (const { cached } of [await newCache(scope), await newCache(scope)]) {
    const flour = path.join(await cached('flour', ['corn'], make), 'image')
    names.push(path.basename(await cached('bread', [flour], make)))
  }
  expect(names[0]).toBe(names[1])
})

test('what it was made of before goes away, but for what this process or another one uses', async ({
  scope,
}) => {
  const { folder, cached } = await newCache(scope)
  const own = path.basename(await cached('disk', ['1'], make))
  const [old, others] = [`disk-${'0'.repeat(16)}`, `disk-${'1'.repeat(16)}`]
  for (const name of [old, others]) mkdirSync(path.join(folder, name))
  writeFileSync(path.join(folder, `used-by-${neighbour(scope)}`), `${others}\n`)
  const gone = `used-by-${await deceased()}`
  writeFileSync(path.join(folder, gone), `${old}\n`)
  const now = path.basename(await cached('disk', ['2'], make))
  expect(things(folder).sort()).toEqual([own, others, now].sort())
  expect(existsSync(path.join(folder, gone))).toBe(false)
})

test('what cannot be made leaves nothing behind, and is made when it is asked for again', async ({
  scope,
}) => {
  const { folder, cached } = await newCache(scope)
  let times = 0
  const image = once(() =>
    cached('disk', ['1'], async (target) => {
      times += 1
      if (times === 1) throw new Error('no room')
      await make(target)
    }),
  )
  await expect(image()).rejects.toThrow('no room')
  expect(things(folder)).toEqual([])
  expect(await image()).toBe(await image())
  expect(times).toBe(2)
})
