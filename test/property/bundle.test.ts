/** Bundles of any tree of entries, and of very many. */
import { lstat, readdir } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { test } from '../support/fixture.ts'
import {
  archiveOf,
  entry,
  file,
  folder,
  gnuLong,
  hardLink,
  pax,
  symlink,
} from '../support/hostile-archive.ts'
import { hostileDevice } from '../support/hostile-device.ts'

describe('whatever tree of entries it has', () => {
  const segment = fc.constantFrom('a', 'b', 'A', '..', '.', '', 'x', '...', 'a\\..', 'C:', '\u2024\u2024')
  const name = fc
    .array(segment, { minLength: 1, maxLength: 5 })
    .map((segments) => segments.join('/'))
    .filter((text) => text !== '')
  const named = (make: (at: string, other: string) => Buffer) =>
    fc.tuple(name, name).map(([at, other]) => ({ at, blocks: make(at, other) }))
  const one = fc.oneof(
    { weight: 4, arbitrary: named((at) => file(at)) },
    named((at) => folder(at)),
    named((at, target) => symlink(at, target)),
    named((at, target) => hardLink(at, target)),
    named((at, other) => Buffer.concat([pax({ path: at }), file(other)])),
    named((at, other) => Buffer.concat([gnuLong('name', at), file(other)])),
  )

  test('it is refused as a whole or complete, and around it nothing changes', { timeout: 60_000 }, async ({
    scope,
  }) => {
    const { unpack, around } = await hostileDevice(scope)
    const before = await around()
    const taken = { refused: 0, complete: 0 }
    const property = fc.asyncProperty(fc.array(one, { maxLength: 5 }), async (entries) => {
      try {
        const release = await unpack(archiveOf(...entries.map(({ blocks }) => blocks)))
        taken.complete += 1
        for (const { at } of entries) await lstat(path.resolve(release, at))
      } catch (error) {
        taken.refused += 1
        expect(error).toMatchObject({ code: 'INVALID_BUNDLE' })
      }
      expect(await around()).toEqual(before)
    })
    await fc.assert(property, { numRuns: 200 })
    expect(Math.min(taken.refused, taken.complete)).toBeGreaterThan(0)
  })
})

test('entries are taken up to the limit, and not one more', { timeout: 120_000 }, async ({ scope }) => {
  const entries = (count: number) => Array.from({ length: count }, (_, index) => entry({ name: `f${index}` }))
  const { unpack } = await hostileDevice(scope)
  const tooMany = unpack(gzipSync(archiveOf(...entries(100_001))), { maxEntries: 100_000 })
  await expect(tooMany).rejects.toMatchObject({ code: 'INVALID_BUNDLE' })
  const release = await unpack(gzipSync(archiveOf(...entries(5_000))), { maxEntries: 5_000 })
  expect(await readdir(release)).toHaveLength(5_000)
})
