import { execFileSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { archiveOf, archiveSize, bufferEntry } from '../../../../../agents/containers/images/archive.ts'
import { countKnownLayers } from '../../../../../agents/containers/images/known-layers.ts'
import { newScope } from '../../../../support/scope.ts'
import { temporaryFolder } from '../../../../support/temp.ts'

async function folder(): Promise<string> {
  const scope = newScope()
  onTestFinished(() => scope.release())
  return temporaryFolder(scope, 'archive')
}

test('an archive has the size that was told, and tar reads all of it back', async () => {
  const place = await folder()
  const contents = { 'a/empty': '', 'a/one': 'x', 'a/block': 'y'.repeat(512), more: 'z'.repeat(5_000) }
  const entries = Object.entries(contents).map(([name, content]) => bufferEntry(name, content))
  const told: number[] = []
  const bytes = await buffer(archiveOf(entries, (count) => told.push(count)))
  expect(bytes.length).toBe(archiveSize(entries))
  expect(told.reduce((sum, count) => sum + count, 0)).toBe(bytes.length)
  await writeFile(path.join(place, 'all.tar'), bytes)
  execFileSync('tar', ['-xf', 'all.tar'], { cwd: place })
  for (const [name, content] of Object.entries(contents)) {
    expect(await readFile(path.join(place, name), 'utf8')).toBe(content)
  }
})

test('an archive tells the size of a layer that is larger than the numbers of old tars', async () => {
  const size = 9 * 2 ** 30
  const chunks = async function* () {
    yield Buffer.alloc(1)
  }
  const archive = archiveOf([{ name: 'layer', size, chunks }], () => {})
  const [head] = (await archive.take(1).toArray()) as Buffer[]
  // The first bit set, the rest is one number.
  expect(head?.[124]).toBe(0x80)
  expect(head?.readUIntBE(130, 6)).toBe(size)
})

test('an archive is read no faster than it is taken', async () => {
  const place = await folder()
  const file = path.join(place, 'layer')
  await writeFile(file, Buffer.alloc(8 * 2 ** 20))
  let read = 0
  const chunks = async function* () {
    for await (const chunk of createReadStream(file, { highWaterMark: 65_536 })) {
      read += chunk.length
      yield chunk
    }
  }
  const archive = archiveOf([{ name: 'layer', size: 8 * 2 ** 20, chunks }], () => {})
  await archive.take(2).toArray()
  expect(read).toBeLessThan(2 ** 20)
})

test('an archive whose content turns out to be wrong ends with that error', async () => {
  const chunks = async function* () {
    yield Buffer.from('half')
    throw new Error('not what it was')
  }
  await expect(buffer(archiveOf([{ name: 'layer', size: 8, chunks }], () => {}))).rejects.toThrow(
    'not what it was',
  )
})

test.each([
  [[], 0],
  [[['a', 'b']], 2],
  [[['a'], ['a', 'b', 'c', 'd']], 3],
  [[['b', 'a', 'c']], 0],
  [[['a', 'x', 'c']], 1],
])('of layers a, b, c an engine with images %j knows %i', (images, count) => {
  expect(countKnownLayers(['a', 'b', 'c'], images)).toBe(count)
})
