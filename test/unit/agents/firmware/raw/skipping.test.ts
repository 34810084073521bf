/** What is in the slot already is not written again. */
import { randomBytes } from 'node:crypto'
import { readFile, stat, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import ssri from 'ssri'
import { describe, expect } from 'vitest'
import type { StoredArtifact } from '../../../../../agents/artifacts/artifacts.ts'
import { findDamage } from '../../../../../agents/firmware/raw/read-back.ts'
import { inspectSlot } from '../../../../../agents/firmware/raw/slot-device.ts'
import { writeSlot } from '../../../../../agents/firmware/raw/slot-writer.ts'
import { test } from '../../../../support/fixture.ts'
import type { Scope } from '../../../../support/scope.ts'
import { temporaryFolder } from '../../../../support/temp.ts'

const block = 4096
const mebibyte = 1024 * 1024
/** The first lets the slot be opened past the page cache, where the file system can do that; the second does not. */
const capacities = { 'whole blocks': 48 * mebibyte, 'an odd size': 48 * mebibyte + 1 }

const quiet = { signal: new AbortController().signal, onProgress: () => {} }

async function store(scope: Scope, bytes: Buffer): Promise<StoredArtifact> {
  const file = path.join(await temporaryFolder(scope, 'image'), 'image')
  await writeFile(file, bytes)
  return {
    path: file,
    size: bytes.length,
    integrity: String(ssri.fromData(bytes, { algorithms: ['sha256'] })),
  }
}

async function slotOf(scope: Scope, content: Buffer, capacity: number): Promise<string> {
  const slot = path.join(await temporaryFolder(scope, 'slot'), 'slot')
  await writeFile(slot, content)
  await truncate(slot, capacity)
  return slot
}

/** The image with another byte in each of these blocks. */
function differing(image: Buffer, ...blocks: number[]): Buffer {
  const other = Buffer.from(image)
  for (const index of blocks) other[index * block] = ~(other[index * block] ?? 0)
  return other
}

describe.each(Object.entries(capacities))('a slot of %s', (_, capacity) => {
  test('gets what differs, and no more', async ({ scope }) => {
    const image = randomBytes(5 * mebibyte + 123)
    const artifact = await store(scope, image)
    const lastBlock = Math.floor(image.length / block)
    for (const [blocks, bytes] of [
      [[], 0],
      [[7], block],
      [[7, 700], 2 * block],
      [[lastBlock], 123],
    ] as const) {
      const slot = await slotOf(scope, differing(image, ...blocks), capacity)
      const written = await writeSlot({ artifact }, await inspectSlot(slot), quiet)
      expect(written).toMatchObject({ bytesWritten: bytes, content: { size: image.length } })
      expect((await readFile(slot)).subarray(0, image.length).equals(image)).toBe(true)
    }
  })

  test('keeps what is in the last block behind the image', async ({ scope }) => {
    const image = randomBytes(mebibyte + 123)
    const slot = await slotOf(scope, Buffer.alloc(2 * mebibyte, 7), capacity)
    await writeSlot({ artifact: await store(scope, image) }, await inspectSlot(slot), quiet)
    const held = (await readFile(slot)).subarray(image.length, 2 * mebibyte)
    expect(held.every((byte) => byte === 7)).toBe(true)
  })

  test('gets an image byte for byte that shares nothing with it, and then one that does again', async ({
    scope,
  }) => {
    const old = randomBytes(40 * mebibyte)
    const image = Buffer.concat([randomBytes(30 * mebibyte), old.subarray(30 * mebibyte)])
    const slot = await slotOf(scope, old, capacity)
    const artifact = await store(scope, image)
    const { bytesWritten } = await writeSlot({ artifact }, await inspectSlot(slot), quiet)
    expect((await readFile(slot)).subarray(0, image.length).equals(image)).toBe(true)
    expect(bytesWritten).toBeGreaterThanOrEqual(30 * mebibyte)
    expect(bytesWritten).toBeLessThan(old.length)
  })

  test('is told where it does not hold what was written to it', async ({ scope }) => {
    const image = randomBytes(3 * mebibyte)
    const slot = await slotOf(scope, Buffer.alloc(0), capacity)
    const device = await inspectSlot(slot)
    const { stretches } = await writeSlot({ artifact: await store(scope, image) }, device, quiet)
    expect(await findDamage(stretches, device, quiet)).toBeUndefined()
    await writeFile(slot, differing(image, 600))
    await truncate(slot, capacity)
    const found = await findDamage(stretches, device, quiet)
    expect(found?.position).toBe(2 * mebibyte)
  })
})

test('writing that was interrupted writes only the rest when it begins anew', async ({ scope }) => {
  const image = randomBytes(20 * mebibyte)
  for (const packing of [undefined, 'gzip'] as const) {
    const slot = await slotOf(scope, Buffer.alloc(0), 24 * mebibyte)
    const device = await inspectSlot(slot)
    const artifact = await store(scope, packing ? gzipSync(image, { level: 1 }) : image)
    const stop = new AbortController()
    let before = 0
    const onProgress = (share: number, bytesWritten: number) => {
      before = bytesWritten
      if (share > 0.6) stop.abort(new Error('power cut'))
    }
    const cut = writeSlot({ artifact, packing }, device, { signal: stop.signal, onProgress })
    await expect(cut).rejects.toThrow('power cut')
    const { bytesWritten } = await writeSlot({ artifact, packing }, device, quiet)
    expect(before).toBeGreaterThan(8 * mebibyte)
    expect(before + bytesWritten).toBeLessThanOrEqual(image.length)
    expect((await readFile(slot)).subarray(0, image.length).equals(image)).toBe(true)
  }
})

test('zeros over zeros leave the holes of a file that is a slot', async ({ scope }) => {
  const image = Buffer.alloc(20 * mebibyte)
  image.write('begin')
  const slot = await slotOf(scope, Buffer.alloc(0), 24 * mebibyte)
  const artifact = await store(scope, image)
  const { bytesWritten } = await writeSlot({ artifact }, await inspectSlot(slot), quiet)
  expect(bytesWritten).toBe(block)
  const { blocks } = await stat(slot)
  expect(blocks * 512).toBeLessThan(mebibyte)
})
