/** A disk that takes a part of the last file alone: no call says so by itself. */
import { rmSync } from 'node:fs'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { unpackBundle } from '../../agents/software/bundle/unpack.ts'
import { makeBundle } from '../support/bundle.ts'
import { test } from '../support/fixture.ts'
import { canMount, mountSmallDisk } from '../support/small-disk.ts'
import { temporaryFolder } from '../support/temp.ts'

test.runIf(canMount)('a bundle whose last file does not fit fails, and is not cut off', async ({ scope }) => {
  const folder = await temporaryFolder(scope, 'full')
  const { file, size, integrity } = await makeBundle(folder, { files: { large: Buffer.alloc(200_000) } })
  const disk = await mountSmallDisk(scope, path.join(folder, 'disk'), 1_000_000)
  const draft = path.join(disk.outside, 'draft')
  await mkdir(draft)
  const limits = { maxEntries: 10, maxUnpackedSize: 1_000_000 }
  const { signal } = new AbortController()
  await writeFile(path.join(disk.outside, 'half'), Buffer.alloc(100_000))
  // Others fill the disk while the bundle is unpacked.
  const onProgress = (percent: number) => {
    if (percent < 100) return
    disk.fill()
    rmSync(path.join(disk.outside, 'half'))
  }
  const unpacking = unpackBundle({ artifact: { path: file, size, integrity } }, draft, {
    limits,
    signal,
    onProgress,
  })
  await expect(unpacking).rejects.toMatchObject({ code: 'DISK_FULL' })
  disk.free()
  expect((await stat(path.join(draft, 'large'))).size).toBeLessThan(200_000)
})
