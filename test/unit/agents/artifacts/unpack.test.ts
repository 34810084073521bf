/** Against files that the real gzip, xz and zstd have made. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import ssri from 'ssri'
import { describe, expect } from 'vitest'
import type { StoredArtifact } from '../../../../agents/artifacts/artifacts.ts'
import {
  type Packing,
  packingOfContent,
  packingOfSource,
} from '../../../../agents/artifacts/packing/packing.ts'
import { openUnpacked, type UnpackRequest } from '../../../../agents/artifacts/packing/unpack.ts'
import { unpackXz } from '../../../../agents/artifacts/packing/unpack-xz.ts'
import { test } from '../../../support/fixture.ts'
import type { Scope } from '../../../support/scope.ts'
import { temporaryFolder } from '../../../support/temp.ts'

const kinds: Packing[] = ['gzip', 'xz', 'zstd']
/** Some that packs well, some that does not; more than any buffer. */
const content = Buffer.concat([
  randomBytes(400_000),
  Buffer.alloc(1_000_000, 'godwit '),
  randomBytes(300_000),
])

const pack = (kind: Packing, input: Buffer, ...options: string[]) =>
  execFileSync(kind, ['-c', ...options], { input, maxBuffer: 64 * 1024 * 1024 })
const integrityOf = (data: Buffer, algorithm = 'sha256') =>
  String(ssri.fromData(data, { algorithms: [algorithm] }))

async function stored(scope: Scope, bytes: Buffer): Promise<StoredArtifact> {
  const file = path.join(await temporaryFolder(scope, 'unpack'), 'artifact')
  await writeFile(file, bytes)
  return { path: file, size: bytes.length, integrity: integrityOf(bytes) }
}

async function unpack(artifact: StoredArtifact, more: Partial<UnpackRequest> = {}) {
  const signal = new AbortController().signal
  const unpacked = openUnpacked({ artifact, maxSize: 1e9, signal, ...more })
  const chunks: Buffer[] = []
  for await (const chunk of unpacked.chunks) chunks.push(Buffer.from(chunk))
  return { bytes: Buffer.concat(chunks), content: unpacked.content() }
}

describe.each(kinds)('%s', (packing) => {
  test('what was packed comes out, with its size and digest, and all that was read is told', async ({
    scope,
  }) => {
    const artifact = await stored(scope, pack(packing, content))
    const seen: number[] = []
    const expected = { integrity: integrityOf(content, 'sha512'), size: content.length }
    const result = await unpack(artifact, { packing, expected, onRead: (bytes) => seen.push(bytes) })
    expect(result.bytes.equals(content)).toBe(true)
    expect(result.content).toEqual(expected)
    expect(seen.at(-1)).toBe(artifact.size)
    const unasked = await unpack(artifact, { packing })
    expect(unasked.content).toEqual({ integrity: integrityOf(content), size: content.length })
  })

  test('several streams one after the other are one', async ({ scope }) => {
    for (const parts of [
      [content, content],
      [content, Buffer.from('end')],
      [Buffer.from('a'), Buffer.from('b'), content],
    ]) {
      const artifact = await stored(scope, Buffer.concat(parts.map((part) => pack(packing, part, '-1'))))
      const { bytes } = await unpack(artifact, { packing })
      expect(bytes.equals(Buffer.concat(parts))).toBe(true)
    }
  })

  const packed = pack(packing, content)
  const middle = Math.floor(packed.length / 2)
  const wrong: [string, Buffer][] = [
    ['cut in the middle', packed.subarray(0, middle)],
    ['cut before its last bytes', packed.subarray(0, -4)],
    ['followed by garbage', Buffer.concat([packed, Buffer.from('garbage, and more of it')])],
    ['followed by half a stream', Buffer.concat([packed, packed.subarray(0, middle)])],
    ['empty', Buffer.alloc(0)],
    ['not packed at all', content],
    [
      'damaged before it was declared',
      Buffer.concat([packed.subarray(0, middle), Buffer.alloc(9, 'X'), packed.subarray(middle + 9)]),
    ],
  ]
  for (const [what, bytes] of wrong) {
    test(`a file that is ${what} is an error`, async ({ scope }) => {
      const artifact = await stored(scope, bytes)
      await expect(unpack(artifact, { packing })).rejects.toMatchObject({
        code: 'INVALID_BUNDLE',
        message: expect.stringMatching(`^the artifact cannot be unpacked as ${packing}: .`),
      })
    })
  }

  test('a file that was damaged in the store is told as such, wherever the damage is', async ({ scope }) => {
    for (const at of [0, middle, packed.length - 1]) {
      const bytes = Buffer.from(packed)
      bytes[at] = (bytes[at] ?? 0) ^ 0xff
      const artifact = { ...(await stored(scope, bytes)), integrity: integrityOf(packed) }
      await expect(unpack(artifact, { packing })).rejects.toMatchObject({ code: 'INTEGRITY_MISMATCH' })
    }
  })

  test('more, less and something else than declared are told apart, with the numbers', async ({ scope }) => {
    const artifact = await stored(scope, packed)
    const size = content.length
    const expecting = (expected: NonNullable<UnpackRequest['expected']>) =>
      unpack(artifact, { packing, expected })
    await expect(expecting({ size: size - 1 })).rejects.toMatchObject({
      code: 'SIZE_MISMATCH',
      message: expect.stringContaining(`more than ${size - 1} bytes`),
    })
    await expect(expecting({ size: size + 1 })).rejects.toMatchObject({
      code: 'SIZE_MISMATCH',
      message: expect.stringContaining(`${size} bytes, and its unpackedSize is ${size + 1}`),
    })
    await expect(expecting({ integrity: integrityOf(packed) })).rejects.toMatchObject({
      code: 'INTEGRITY_MISMATCH',
      message: expect.stringContaining('unpackedIntegrity'),
    })
  })

  test('a file that blows up is left alone, unless its size was declared', async ({ scope }) => {
    const zeros = Buffer.alloc(20_000_000)
    const bomb = await stored(scope, pack(packing, zeros, '-1'))
    await expect(unpack(bomb, { packing, maxSize: 1_000_000 })).rejects.toMatchObject({
      code: 'INVALID_BUNDLE',
      message: expect.stringContaining('1000000 bytes'),
    })
    expect((await unpack(bomb, { packing, expected: { size: zeros.length } })).content.size).toBe(
      zeros.length,
    )
  })

  test('who stops reading early leaves nothing behind', async ({ scope }) => {
    const artifact = await stored(scope, packed)
    const { signal } = new AbortController()
    for await (const chunk of openUnpacked({ artifact, packing, maxSize: 1e9, signal }).chunks) {
      expect(chunk.length).toBeGreaterThan(0)
      break
    }
  })

  test('an abort ends it with its own reason', async ({ scope }) => {
    const artifact = await stored(scope, packed)
    const stop = new AbortController()
    const reason = new Error('cancelled')
    const reading = unpack(artifact, { packing, signal: stop.signal, onRead: () => stop.abort(reason) })
    await expect(reading).rejects.toBe(reason)
  })
})

test('what is not packed is read as it is, and verified', async ({ scope }) => {
  const artifact = await stored(scope, content)
  expect((await unpack(artifact)).content).toEqual({ size: content.length, integrity: artifact.integrity })
  const damaged = { ...artifact, integrity: integrityOf(Buffer.from('other')) }
  await expect(unpack(damaged)).rejects.toMatchObject({ code: 'INTEGRITY_MISMATCH' })
})

test('a short file that unpacks to a thousand times its bytes and more is taken for an attack', async ({
  scope,
}) => {
  const artifact = await stored(scope, pack('zstd', Buffer.alloc(70_000_000)))
  await expect(unpack(artifact, { packing: 'zstd' })).rejects.toMatchObject({
    code: 'INVALID_BUNDLE',
    message: expect.stringMatching(/blows up: \d+ bytes unpack to \d+ and more/),
  })
})

test('xz that needs more memory than a device should give is refused', async ({ scope }) => {
  const artifact = await stored(scope, pack('xz', Buffer.from('x'), '--lzma2=preset=0,dict=512MiB'))
  await expect(unpack(artifact, { packing: 'xz' })).rejects.toThrow(/memory/i)
})

test('a device without xz is told what helps', async () => {
  const reading = unpackXz(chunksOf(content), '/nowhere/xz').next()
  await expect(reading).rejects.toThrow('not installed on this device: install xz-utils, or pack')
})

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

test('how something is packed is known by the path of its source, or by its first bytes', () => {
  expect(packingOfSource('https://a.example/rootfs.img.zst?signature=x.gz')).toBe('zstd')
  expect(packingOfSource('file:///media/rootfs.img.xz')).toBe('xz')
  expect(packingOfSource('https://a.example/rootfs.img')).toBeUndefined()
  expect(packingOfSource('https://a.example.gz/')).toBeUndefined()
  for (const kind of kinds) expect(packingOfContent(pack(kind, content))).toBe(kind)
  expect(packingOfContent(Buffer.alloc(1))).toBeUndefined()
})
