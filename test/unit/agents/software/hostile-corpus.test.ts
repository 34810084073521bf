/**
 * A corpus of archives that somebody has made to do harm, or that tools read differently. Each is refused as a whole, or
 * unpacked completely; around the folder of the component nothing ever changes.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect } from 'vitest'
import { test } from '../../../support/fixture.ts'
import {
  archiveOf,
  base256,
  endMark,
  entry,
  file,
  folder,
  gnuLong,
  hardLink,
  pax,
  symlink,
} from '../../../support/hostile-archive.ts'
import { hostileDevice as device, type UnpackLimits } from '../../../support/hostile-device.ts'
import type { Scope } from '../../../support/scope.ts'

/** Refused, and nothing around has changed. */
async function expectRefusal(scope: Scope, archive: Buffer, more?: Partial<UnpackLimits>): Promise<void> {
  const { unpack, around, root } = await device(scope)
  const before = await around()
  await expect(unpack(archive, more)).rejects.toMatchObject({ code: 'INVALID_BUNDLE' })
  expect(await around()).toEqual(before)
  expect(await readdir(path.join(root, 'canary/opt/app/releases/1.0'))).toEqual([])
}

const lookAlikes = ['\u2024\u2024', '\uff0e\uff0e', '\u2025', '..\u200b', '\u2215', '\uff0f']

describe('names that lead out', () => {
  const names = [
    '..',
    '../x',
    './../x',
    'a/../../x',
    'a/b/../../../x',
    'a/..',
    'a/../x',
    '/x',
    '//x',
    '/../x',
    '..\\x',
    'a\\..\\..\\x',
    'a/..\\..\\x',
    '\\x',
    '\\\\server\\x',
    'C:\\x',
    'C:x',
    'c:/x',
    'c:../x',
    '../'.repeat(30),
    './/..//x',
  ]
  test.for(names)('%j', async (name, { scope }) => {
    await expectRefusal(scope, archiveOf(file('good'), file(name)))
    await expectRefusal(scope, archiveOf(folder(name)))
  })

  test.for(names)('%j in a PAX record, a GNU long name or a prefix', async (name, { scope }) => {
    await expectRefusal(scope, archiveOf(pax({ path: name }), file('good')))
    await expectRefusal(scope, archiveOf(gnuLong('name', name), file('good')))
    if (!/^[A-Za-z]?:|^\\/.test(name)) await expectRefusal(scope, archiveOf(file('x', { prefix: name })))
  })

  test('look-alikes of dots and slashes are names like others', async ({ scope }) => {
    const { unpack, around } = await device(scope)
    const before = await around()
    const release = await unpack(archiveOf(...lookAlikes.map((name) => file(`${name}/x`))))
    expect((await readdir(release)).sort()).toEqual([...lookAlikes].sort())
    expect(await around()).toEqual(before)
  })
})

describe('links that lead out', () => {
  test.for<[string, Buffer[]]>([
    ['a symlink to the root', [symlink('l', '/')]],
    ['a symlink to the parent', [symlink('l', '..')]],
    ['a symlink that goes in and out', [folder('a'), symlink('l', 'a/../..')]],
    ['a symlink through a folder that is a link', [symlink('a', '.'), symlink('l', 'a/a/..')]],
    ['a chain of symlinks', [symlink('a', 'b'), symlink('b', 'c'), symlink('c', '../x')]],
    ['a chain over folders', [symlink('d/a', '../e'), symlink('e', 'f'), symlink('f', 'd/../..')]],
    ['a circle', [symlink('a', 'b/x'), symlink('b', 'a')]],
    ['a file through a symlink', [symlink('d', '../../..'), file('d/x')]],
    ['a file through a symlink that is fine itself', [folder('a'), symlink('d', 'a'), file('d/x')]],
    ['a symlink in the place of a folder', [folder('d'), file('d/x'), symlink('d', '../../..')]],
    ['a folder in the place of a symlink', [symlink('d', 'e'), folder('d'), file('d/x')]],
    ['a file in the place of a symlink', [symlink('x', '../../../x'), file('x')]],
    ['a symlink twice', [symlink('x', 'a'), symlink('x', '../../../x')]],
    ['a hard link out', [hardLink('h', '../../../x')]],
    ['an absolute hard link', [hardLink('h', '/etc/hostname')]],
    ['a hard link to a symlink', [symlink('s', '../../../x'), hardLink('h', 's')]],
    ['a hard link through a symlink', [symlink('d', '.'), file('x'), hardLink('h', 'd/x')]],
    ['a hard link through a chain', [symlink('d', 'e'), symlink('e', '../../..'), hardLink('h', 'd/x')]],
    ['a hard link to a folder', [folder('d'), hardLink('h', 'd')]],
    ['a hard link to what comes later', [hardLink('h', 'x'), file('x')]],
    ['a hard link to itself', [hardLink('h', 'h')]],
    ['a file through a hard link', [file('x'), hardLink('h', 'x'), file('h/y')]],
    ['a file over a hard link', [file('x'), hardLink('h', 'x'), file('h')]],
    ['a target by PAX', [pax({ linkpath: '../../../x' }), symlink('l', 'fine')]],
    ['a target by GNU', [gnuLong('link', '/etc/hostname'), hardLink('l', 'fine')]],
    ['a target for everything', [file('x'), pax({ linkpath: '../../../x' }, 'all'), file('y')]],
    ['a target of a file', [entry({ name: 'x', linkname: '/etc/hostname' })]],
    ['no target', [entry({ name: 'l', type: '2' })]],
    ['a very long target', [pax({ linkpath: 'a/'.repeat(2_000) }), symlink('l', 'fine')]],
  ])('%s', async ([, blocks], { scope }) => {
    await expectRefusal(scope, archiveOf(...blocks))
  })
})

describe('entries that are no files', () => {
  test.for(['3', '4', '6', 'A', 'D', 'I', 'M', 'N', 'S', 'V', 'Z'])('type %s', async (type, { scope }) => {
    await expectRefusal(scope, archiveOf(file('good'), entry({ name: 'x', type }), file('more')))
  })

  test('sparse files, old and new', async ({ scope }) => {
    const records = { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': '1000000' }
    await expectRefusal(scope, archiveOf(pax(records), file('x', { content: `1\n0\n7\n` })))
    await expectRefusal(scope, archiveOf(file('x', { type: 'S' })))
  })
})

describe('sizes and headers', () => {
  const wrong: [string, Buffer[]][] = [
    ['a negative size', [file('x', { size: base256(-1n) }), file('y')]],
    ['a size beyond numbers', [file('x', { size: base256(2n ** 70n) })]],
    ['a huge size', [file('x', { size: base256(2n ** 50n) })]],
    ['a size of no digits', [file('x', { size: 'size' })]],
    ['a size beyond the archive', [file('x', { size: '00000777777' })]],
    ['a PAX size beyond the archive', [pax({ size: '99999' }), file('x')]],
    ['a PAX size below zero', [pax({ size: '-5' }), file('x')]],
    ['a PAX size with a fraction', [pax({ size: '1.5' }), file('x')]],
    ['a PAX size in hex', [pax({ size: '0x200' }), file('x')]],
    [
      'a PAX record of the wrong length',
      [entry({ name: 'p', type: 'x', content: '99 path=y\n' }), file('x')],
    ],
    ['a PAX record that is none', [entry({ name: 'p', type: 'x', content: 'path=y\n' }), file('x')]],
    ['a line break in a name', [pax({ path: 'a\n11 path=b' }), file('x')]],
    ['a zero in a name', [pax({ path: 'a\0../../x' }), file('x')]],
    ['a long name beyond all limits', [gnuLong('name', 'a/'.repeat(600_000)), file('x')]],
    ['a name that is not UTF-8', [file(Buffer.from([0x61, 0xff, 0xfe]))]],
    [
      'a long name that is not UTF-8',
      [entry({ name: 'L', type: 'L', content: Buffer.from([0xff]) }), file('x')],
    ],
    ['no name', [file('')]],
    ['a wrong checksum', [file('good'), file('x', { badChecksum: true })]],
    ['a wrong checksum at first', [file('x', { badChecksum: true }), file('good')]],
    ['a name of 256 bytes', [pax({ path: `${'n'.repeat(256)}/x` }), file('x')]],
    ['a name of 128 letters of two bytes', [pax({ path: 'ä'.repeat(128) }), file('x')]],
    ['a path of 4,096 bytes', [pax({ path: `${'d/'.repeat(2_047)}xx` }), file('x')]],
    ['a path of 40,000 bytes', [gnuLong('name', 'directory/'.repeat(4_000)), file('x')]],
    ['300 folders, one in the other', [pax({ path: `${'d/'.repeat(300)}x` }), file('x')]],
    ['a file twice', [file('x'), file('x')]],
    ['a file twice, spelled differently', [file('a/x'), file('./a//x')]],
    ['a folder in the place of a file', [file('x'), folder('x')]],
    ['a file in the place of a folder', [file('x/y'), file('x')]],
    ["the agent's own record", [file('./.godwit.json')]],
  ]
  test.for(wrong)('%s', async ([, blocks], { scope }) => {
    await expectRefusal(scope, archiveOf(...blocks))
  })

  test('a name of 255 bytes, a long path and many folders are fine', async ({ scope }) => {
    const names = ['n'.repeat(255), `${`${'d'.repeat(200)}/`.repeat(14)}x`, `${'d/'.repeat(200)}x`]
    const { unpack } = await device(scope)
    const release = await unpack(archiveOf(...names.flatMap((name) => [pax({ path: name }), file('x')])))
    for (const name of names) expect(await readFile(path.join(release, name), 'utf8')).toBe('content')
  })

  test('names that differ in case alone are two, where the file system says so', async ({ scope }) => {
    const { unpack } = await device(scope)
    const release = await unpack(archiveOf(file('xt_MARK.h'), file('xt_mark.h', { content: 'other' })))
    expect(await readFile(path.join(release, 'xt_MARK.h'), 'utf8')).toBe('content')
    expect(await readFile(path.join(release, 'xt_mark.h'), 'utf8')).toBe('other')
  })

  test('rights and times are those that a release may have', async ({ scope }) => {
    const { unpack } = await device(scope)
    const names = {
      setuid: '0006755',
      open: '0000777',
      sticky: '0001777',
      none: '0000000',
      secret: '0000600',
    }
    const entries = Object.entries(names).map(([name, mode]) => file(name, { mode, uid: '7777777' }))
    const times = [
      file('future', { mtime: '77777777777' }),
      file('past', { mtime: base256(-1_000_000n) }),
      file('far', { mtime: base256(2n ** 50n) }),
      pax({ mtime: 'never', atime: 'x', uid: '99999999999999999999' }),
      file('never'),
      pax({ mtime: '1e300' }),
      file('infinite'),
    ]
    const folders = [entry({ name: 'closed', type: '5', mode: '0000000' }), file('closed/x')]
    const release = await unpack(archiveOf(...entries, ...times, ...folders))
    const modes: Record<string, string> = {}
    for (const name of [...Object.keys(names), 'closed']) {
      const found = await stat(path.join(release, name))
      modes[name] = (found.mode & 0o7777).toString(8)
      expect(found.uid).toBe(process.getuid?.())
    }
    expect(modes).toEqual({
      setuid: '755',
      open: '755',
      sticky: '755',
      none: '400',
      secret: '600',
      closed: '700',
    })
    for (const name of ['future', 'past', 'far', 'never', 'infinite']) {
      const { mtimeMs } = await stat(path.join(release, name))
      expect(mtimeMs).toBeLessThan(Date.UTC(2100, 0))
      expect(mtimeMs).toBeGreaterThanOrEqual(0)
    }
  })
})

describe('the end of an archive', () => {
  const whole = archiveOf(file('a'), file('b'))
  test.for<[string, Buffer]>([
    ['cut within a header', whole.subarray(0, 1_200)],
    ['cut within a file', whole.subarray(0, 515)],
    ['cut between two entries', whole.subarray(0, 1_024)],
    ['cut within its end mark', whole.subarray(0, -512)],
    ['followed by garbage', Buffer.concat([whole, Buffer.from('garbage')])],
    ['followed by another archive', Buffer.concat([whole, archiveOf(file('hidden'))])],
    ['followed by an entry that is no more read', Buffer.concat([whole, file('../x')])],
    ['empty', endMark],
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.alloc(1)],
  ])('%s', async ([, archive], { scope }) => {
    await expectRefusal(scope, archive)
    await expectRefusal(scope, gzipSync(archive))
  })

  test('zeros behind it are padding, as tar makes them', async ({ scope }) => {
    const { unpack } = await device(scope)
    await unpack(Buffer.concat([whole, Buffer.alloc(10_240)]))
  })
})

describe('archives that blow up', () => {
  const zeros = archiveOf(file('zeros', { content: Buffer.alloc(20_000_000) }))
  const padding = archiveOf(file('x'), Buffer.alloc(60_000_000))
  const pack = { gzip: gzipSync, zstd: zstdCompressSync }
  test.for<keyof typeof pack>(['gzip', 'zstd'])('%s', async (kind, { scope }) => {
    await expectRefusal(scope, pack[kind](zeros))
    await expectRefusal(scope, pack[kind](padding))
    await expectRefusal(scope, pack[kind](gzipSync(zeros)))
    await expectRefusal(scope, pack[kind](zstdCompressSync(archiveOf(file('x')))))
  })
})
