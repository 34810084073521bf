/** Raw images on real block devices, written by the real agent. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import { test } from '../../support/fixture.ts'
import { hasLoopDevices } from '../../support/loop-device.ts'
import { startProcess } from '../../support/process.ts'
import { isHere } from '../../support/programs.ts'
import { loopSlot, type SlotBoard, slotSize, startSlotBoard } from '../../support/slot-board.ts'
import { canMount, mountSmallDisk } from '../../support/small-disk.ts'

const mebibyte = 1024 * 1024

const needs = [
  [isHere('mosquitto'), 'mosquitto'],
  [hasLoopDevices, 'root and loop devices'],
  [canMount, 'leave to mount'],
] as const
const missing = needs.filter(([isThere]) => !isThere).map(([, what]) => what)
const name = `an image on a block device${missing.length > 0 ? ` (needs ${missing.join(', ')})` : ''}`

async function expectUntouched(board: SlotBoard): Promise<void> {
  expect(board.slot.bytesWritten()).toBe(0)
  expect(board.state()).toBe('good')
}

/** Damages the one artifact in the store. */
async function damageStore(board: SlotBoard): Promise<void> {
  const folder = join(board.folder, 'state/artifacts')
  for (const name of await readdir(folder, { recursive: true })) {
    const file = join(folder, name)
    if ((await stat(file)).size > mebibyte) await writeFile(file, 'tampered', { flag: 'r+' })
  }
}

/** No two blocks of it are equal, and it is packed in no time. */
function compressible(bytes: number): Buffer {
  const blocks = Array.from({ length: bytes / 4096 }, () => Buffer.alloc(4096, randomBytes(8)))
  return Buffer.concat(blocks)
}

/** Puts an xz into the folder that waits after so many bytes, as long as there is a file `hold`. The path of the real one. */
async function holdXz(folder: string, bytes: number): Promise<string> {
  const xz = execFileSync('sh', ['-c', 'command -v xz']).toString().trim()
  const held = `{ head -c ${bytes}; while [ -e '${folder}/hold' ]; do sleep 0.02; done; cat; }`
  await writeFile(join(folder, 'hold'), '')
  await writeFile(join(folder, 'xz'), `#!/bin/sh\n'${xz}' "$@" | ${held}\n`, { mode: 0o755 })
  return xz
}

describe.skipIf(missing.length > 0)(name, () => {
  const packings: [string, (image: Buffer) => Buffer][] = [
    ['none', (image) => image],
    ['gzip', (image) => gzipSync(image, { level: 1 })],
  ]
  for (const [packed, pack] of packings) {
    test(`is written and read back, packed: ${packed}`, async ({ scope }) => {
      const board = await startSlotBoard(scope)
      const image = Buffer.concat([randomBytes(9 * mebibyte), Buffer.alloc(mebibyte), randomBytes(1000)])
      expect(await board.plan(board.serve(pack(image), { packed }))).toMatchObject({ status: 'IDENTIFIED' })
      expect(await board.command('DOWNLOAD')).toMatchObject({ status: 'DOWNLOAD_SUCCESS' })
      await expectUntouched(board)
      expect(await board.command('UPDATE')).toMatchObject({ status: 'UPDATE_SUCCESS' })
      expect((await board.content(image.length)).equals(image)).toBe(true)
      // What had been zeros there was not written.
      expect(board.slot.bytesWritten()).toBe(9 * mebibyte + 4096)
      expect(board.agent().lines.join('\n')).toContain('wrote 9.4 MB of 10.5 MB, the rest was there already')
      expect(board.state()).toBe('bad')
    })
  }

  test('tells how far it is', async ({ scope }) => {
    const board = await startSlotBoard(scope)
    await board.plan(board.serve(randomBytes(20 * mebibyte)))
    await board.command('DOWNLOAD')
    await board.command('UPDATE')
    const told = board.feedback().flatMap(({ status, actions = [] }) => {
      const [action] = actions
      return status === 'UPDATING' && action ? [[action.progress ?? 0, action.message ?? ''] as const] : []
    })
    const progress = told.map(([percent]) => percent)
    expect(progress).toEqual(progress.toSorted((one, other) => one - other))
    expect(told.map(([, message]) => message).join('\n')).toMatch(/writing slot b: .* so far/)
  })

  test('is refused by the plan where it is too large, or made for another board', async ({ scope }) => {
    const board = await startSlotBoard(scope, { compatible: 'board-2' })
    for (const [more, code] of [
      [{ compatible: 'board-2', size: String(slotSize + 1) }, 'SLOT_TOO_SMALL'],
      [{ compatible: 'board-1' }, 'INCOMPATIBLE'],
      [{}, 'INCOMPATIBLE'],
    ] as const) {
      const answer = await board.plan(board.serve(Buffer.from('image'), more))
      expect(answer).toMatchObject({ status: 'IDENTIFICATION_FAILED', reason: { code } })
    }
    await expectUntouched(board)
  })

  test('that was tampered with, or is cut off, on its way never comes to the slot', async ({ scope }) => {
    for (const damage of [
      (image: Buffer) => Buffer.concat([Buffer.from('tampered'), image.subarray(8)]),
      (image: Buffer) => image.subarray(0, mebibyte),
    ]) {
      const board = await startSlotBoard(scope)
      const image = randomBytes(2 * mebibyte)
      await board.plan(board.serve(image))
      board.artifacts.put('image', damage(image))
      expect(await board.command('DOWNLOAD')).toMatchObject({ status: 'DOWNLOAD_FAILURE' })
      await expectUntouched(board)
    }
  })

  test('that was tampered with in the store does not count, and leaves the slot bad', async ({ scope }) => {
    const board = await startSlotBoard(scope)
    await board.plan(board.serve(randomBytes(3 * mebibyte)))
    await board.command('DOWNLOAD')
    await damageStore(board)
    const answer = await board.command('UPDATE')
    expect(answer).toMatchObject({ status: 'UPDATE_FAILURE', reason: { code: 'INTEGRITY_MISMATCH' } })
    expect(board.state()).toBe('bad')
  })

  test('that unpacks to more than fits in is stopped at the end of the slot, which is bad', async ({
    scope,
  }) => {
    const board = await startSlotBoard(scope)
    const image = gzipSync(randomBytes(slotSize + mebibyte), { level: 1 })
    await board.plan(board.serve(image, { packed: 'gzip' }))
    await board.command('DOWNLOAD')
    const answer = await board.command('UPDATE')
    expect(answer).toMatchObject({ status: 'UPDATE_FAILURE', reason: { code: 'SLOT_TOO_SMALL' } })
    expect(board.slot.bytesWritten()).toBeLessThanOrEqual(slotSize)
    expect(board.state()).toBe('bad')
  })

  test('does not come onto a slot that is mounted', async ({ scope }) => {
    const board = await startSlotBoard(scope)
    execFileSync('mkfs.ext4', ['-q', board.slot.path], { stdio: 'pipe' })
    const script = 'mount -o ro "$1" /mnt && echo mounted && exec sleep 3600'
    const words = ['--mount', '--propagation', 'private', 'sh', '-c', script, 'sh', board.slot.path]
    const mount = startProcess(scope, 'unshare', words, { mayEnd: true })
    await mount.waitForLine(/^mounted$/)
    const before = await board.content(slotSize)
    await board.plan(board.serve(randomBytes(mebibyte)))
    expect(await board.command('DOWNLOAD')).toMatchObject({
      status: 'DOWNLOAD_FAILURE',
      message: expect.stringContaining('in use: it is mounted'),
      reason: { code: 'SLOT_WRITE_FAILED' },
    })
    expect((await board.content(slotSize)).equals(before)).toBe(true)
    expect(board.state()).toBe('good')
  })

  test('fails on a device that fails, which leaves the slot bad', async ({ scope }) => {
    const board = await startSlotBoard(scope, {
      async slot(folder) {
        // Larger than the file system that it is on.
        const disk = await mountSmallDisk(scope, join(folder, 'small'), 8 * mebibyte)
        return loopSlot(scope, disk.outside)
      },
    })
    await board.plan(board.serve(randomBytes(20 * mebibyte)))
    await board.command('DOWNLOAD')
    const answer = await board.command('UPDATE')
    expect(answer).toMatchObject({ status: 'UPDATE_FAILURE', reason: { code: 'SLOT_WRITE_FAILED' } })
    expect(board.state()).toBe('bad')
  })

  test.skipIf(!isHere('xz'))(
    'is written on from where it was when the agent is killed in the middle of it (needs xz)',
    async ({ scope }) => {
      const half = 8 * mebibyte
      const board = await startSlotBoard(scope, {
        env: (folder) => ({ PATH: `${folder}:${process.env.PATH}` }),
      })
      const xz = await holdXz(board.folder, half)
      const image = compressible(2 * half)
      await writeFile(join(board.folder, 'image'), image)
      const packed = execFileSync(xz, ['-0', '-c', join(board.folder, 'image')], { maxBuffer: 4 * half })
      await board.plan(board.serve(packed, { packed: 'xz' }))
      await board.command('DOWNLOAD')
      await board.send('UPDATE')
      await expect.poll(board.slot.bytesWritten).toBe(half)
      await board.agent().kill()
      expect(board.state()).toBe('bad')
      await rm(join(board.folder, 'hold'))
      await board.start()
      await board.waitFor('UPDATE_SUCCESS')
      expect((await board.content(image.length)).equals(image)).toBe(true)
      expect(board.slot.bytesWritten()).toBe(image.length)
    },
  )
})
