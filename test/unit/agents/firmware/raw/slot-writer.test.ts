import { randomBytes } from 'node:crypto'
import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import ssri from 'ssri'
import { expect, onTestFinished } from 'vitest'
import type { StoredArtifact } from '../../../../../agents/artifacts/artifacts.ts'
import { findDamage, slotHolds } from '../../../../../agents/firmware/raw/read-back.ts'
import { inspectSlot } from '../../../../../agents/firmware/raw/slot-device.ts'
import { writeSlot } from '../../../../../agents/firmware/raw/slot-writer.ts'
import { test } from '../../../../support/fixture.ts'
import { attachLoop, hasLoopDevices } from '../../../../support/loop-device.ts'

const quiet = { signal: new AbortController().signal, onProgress: () => {} }
const imageSize = 5 * 1024 * 1024 + 123
const slotSize = 8 * 1024 * 1024

async function imageAndSlot(): Promise<{ image: StoredArtifact; content: Buffer; slotPath: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'godwit-slot-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const content = randomBytes(imageSize)
  const image = {
    path: path.join(folder, 'image'),
    size: imageSize,
    integrity: String(ssri.fromData(content, { algorithms: ['sha512'] })),
  }
  await writeFile(image.path, content)
  const slotPath = path.join(folder, 'slot')
  await writeFile(slotPath, '')
  await truncate(slotPath, slotSize)
  return { image, content, slotPath }
}

test('an image is written byte for byte, and what lies beyond it stays', async () => {
  const { image, content, slotPath } = await imageAndSlot()
  await writeFile(slotPath, Buffer.alloc(slotSize, 7))
  await writeSlot({ artifact: image }, await inspectSlot(slotPath), quiet)
  const slot = await readFile(slotPath)
  expect(slot.length).toBe(slotSize)
  expect(slot.subarray(0, imageSize).equals(content)).toBe(true)
  expect(slot.subarray(imageSize).every((byte) => byte === 7)).toBe(true)
})

test('progress grows up to the whole', async () => {
  const { image, slotPath } = await imageAndSlot()
  const slot = await inspectSlot(slotPath)
  const seen: number[] = []
  await writeSlot({ artifact: image }, slot, { ...quiet, onProgress: (done) => seen.push(done) })
  expect(seen).toEqual(seen.toSorted((one, other) => one - other))
  expect(seen.at(-1)).toBe(1)
})

test('one flipped bit in the slot is found when it is read back', async () => {
  const { image, slotPath } = await imageAndSlot()
  const slot = await inspectSlot(slotPath)
  await writeSlot({ artifact: image }, slot, quiet)
  expect(await slotHolds(image, slot, quiet)).toBe(true)
  const file = await open(slotPath, 'r+')
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, imageSize - 1)
  await file.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, imageSize - 1)
  await file.close()
  expect(await slotHolds(image, slot, quiet)).toBe(false)
})

test('an integrity that verifies nothing is refused', async () => {
  const { image, slotPath } = await imageAndSlot()
  const slot = await inspectSlot(slotPath)
  await expect(slotHolds({ ...image, integrity: 'garbage' }, slot, quiet)).rejects.toMatchObject({
    code: 'UNVERIFIED',
  })
})

test('an abort ends the writing with its own reason', async () => {
  const { image, slotPath } = await imageAndSlot()
  const stop = new AbortController()
  const reason = new Error('cancelled')
  const options = { signal: stop.signal, onProgress: () => stop.abort(reason) }
  await expect(writeSlot({ artifact: image }, await inspectSlot(slotPath), options)).rejects.toBe(reason)
})

test('an image that is shorter than it was in the store is told to be damaged', async () => {
  const { image, slotPath } = await imageAndSlot()
  await truncate(image.path, 1000)
  await expect(writeSlot({ artifact: image }, await inspectSlot(slotPath), quiet)).rejects.toMatchObject({
    code: 'INTEGRITY_MISMATCH',
  })
})

test('a slot that ends before what it should hold is an error, not an endless read', async () => {
  const { image, slotPath } = await imageAndSlot()
  const slot = await inspectSlot(slotPath)
  await truncate(slotPath, 1000)
  await expect(slotHolds(image, slot, quiet)).rejects.toMatchObject({
    code: 'SLOT_WRITE_FAILED',
    message: expect.stringContaining('ends after 1000'),
  })
})

test('a packed image is written unpacked, and told by its size and digest', async () => {
  const { image, content, slotPath } = await imageAndSlot()
  const slot = await inspectSlot(slotPath)
  const artifact = await packed(image, content)
  const written = await writeSlot({ artifact, packing: 'gzip' }, slot, quiet)
  expect(written.content).toEqual({ size: imageSize, integrity: image.integrity })
  expect((await readFile(slotPath)).subarray(0, imageSize).equals(content)).toBe(true)
  expect(await slotHolds(written.content, slot, quiet)).toBe(true)
})

test('a packed image that unpacks to more than the slot takes is stopped there', async () => {
  const { image, content, slotPath } = await imageAndSlot()
  const artifact = await packed(image, Buffer.concat([content, content]))
  const slot = await inspectSlot(slotPath)
  await expect(writeSlot({ artifact, packing: 'gzip' }, slot, quiet)).rejects.toMatchObject({
    code: 'SLOT_TOO_SMALL',
    message: expect.stringContaining(String(slotSize)),
  })
})

/** The content in a gzip file beside the image. */
async function packed(image: StoredArtifact, content: Buffer): Promise<StoredArtifact> {
  const bytes = gzipSync(content)
  const file = `${image.path}.gz`
  await writeFile(file, bytes)
  const integrity = String(ssri.fromData(bytes, { algorithms: ['sha512'] }))
  return { path: file, size: bytes.length, integrity }
}

test('a slot that is missing, or a folder, is told by its path', async () => {
  await expect(inspectSlot('/nowhere/slot')).rejects.toMatchObject({
    code: 'SLOT_WRITE_FAILED',
    message: expect.stringContaining('/nowhere/slot'),
  })
  await expect(inspectSlot(tmpdir())).rejects.toThrow('neither a block device nor a regular file')
})

test.skipIf(!hasLoopDevices)(
  'a block device is known by its size, written, and read back (needs loop devices)',
  async ({ scope }) => {
    const { image, content, slotPath } = await imageAndSlot()
    const device = attachLoop(scope, slotPath)
    const slot = await inspectSlot(device.path)
    expect(slot).toMatchObject({ kind: 'block', capacity: slotSize })
    const { bytesWritten } = await writeSlot({ artifact: image }, slot, quiet)
    expect(await slotHolds(image, slot, quiet)).toBe(true)
    expect((await readFile(slotPath)).subarray(0, imageSize).equals(content)).toBe(true)
    // The device counts whole blocks.
    expect(bytesWritten).toBe(imageSize)
    expect(device.bytesWritten()).toBe(Math.ceil(imageSize / 4096) * 4096)
  },
)

test.skipIf(!hasLoopDevices)(
  'what a block device has lost is found, though the page cache still has it (needs loop devices)',
  async ({ scope }) => {
    const { image, slotPath } = await imageAndSlot()
    const { path: device } = attachLoop(scope, slotPath)
    const slot = await inspectSlot(device)
    const { stretches } = await writeSlot({ artifact: image }, slot, quiet)
    // Held open, it keeps its pages in the cache.
    const cached = await open(device)
    onTestFinished(() => cached.close())
    await cached.read(Buffer.alloc(imageSize), 0, imageSize, 0)
    const behindIt = await open(slotPath, 'r+')
    await behindIt.write(Buffer.alloc(10), 0, 10, imageSize - 1000)
    await behindIt.close()
    expect(await findDamage(stretches, slot, quiet)).toMatchObject({ position: 4 * 1024 * 1024 })
    expect(await slotHolds(image, slot, quiet)).toBe(false)
  },
)

test.skipIf(!hasLoopDevices)(
  'a read-only block device is not taken (needs loop devices)',
  async ({ scope }) => {
    const { image, slotPath } = await imageAndSlot()
    const slot = await inspectSlot(attachLoop(scope, slotPath, ['--read-only']).path)
    await expect(writeSlot({ artifact: image }, slot, quiet)).rejects.toMatchObject({
      code: 'SLOT_WRITE_FAILED',
    })
  },
)
