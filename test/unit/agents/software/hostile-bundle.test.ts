import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { unpackBundle } from '../../../../agents/software/bundle/unpack.ts'
import type { SoftwareSettings } from '../../../../agents/software/settings.ts'
import { type ArchiveEntry, type Bundle, makeArchive, makeBundle, makeFile } from '../../../support/bundle.ts'
import { type Fixture, softwareFixture } from '../../../support/software-fixture.ts'

const content = Buffer.from('content')
const file = (name: string, more: Partial<ArchiveEntry> = {}): ArchiveEntry => ({
  path: name,
  content,
  ...more,
})
const symlink = (name: string, linkpath: string): ArchiveEntry => ({
  path: name,
  type: 'SymbolicLink',
  linkpath,
})
const hardLink = (name: string, linkpath: string): ArchiveEntry => ({ path: name, type: 'Link', linkpath })
const special = (type: 'FIFO' | 'CharacterDevice' | 'BlockDevice'): ArchiveEntry => ({
  path: 'x',
  type,
  devmaj: 1,
  devmin: 3,
})

async function update(
  fixture: Fixture,
  bundle: Bundle,
  settings: Partial<SoftwareSettings> = {},
): Promise<void> {
  const agent = fixture.start(settings)
  const [action] = await fixture.plan([fixture.component('app', '1.0', bundle)])
  if (!action) throw new Error('no action')
  await agent.download?.(action, fixture.context(action))
  await agent.update?.(action, fixture.context(action))
}

test.each<[string, ArchiveEntry[]]>([
  ['a path that leads out', [file('../escaped')]],
  ['a path that leads out in the middle', [file('a/../../escaped')]],
  ['an absolute path', [file('/tmp/godwit-escaped')]],
  ['a symlink to an absolute path', [symlink('link', '/etc/passwd')]],
  ['a symlink that leads out', [symlink('a/link', '../../escaped')]],
  ['a symlink that leads out through another one', [symlink('s', '.'), symlink('link', 's/s/../escaped')]],
  ['symlinks in a circle', [symlink('a', 'b'), symlink('b', 'a')]],
  ['a file behind a symlink', [symlink('dir', 'other'), file('dir/x')]],
  ['a symlink in the place of a folder', [file('dir/x'), symlink('dir', 'other')]],
  ['a hard link that leads out', [hardLink('link', '../../../../etc/passwd')]],
  ['a hard link to an absolute path', [hardLink('link', '/etc/passwd')]],
  ['a hard link to a symlink', [symlink('s', 'x'), hardLink('link', 's')]],
  ['a hard link to nothing', [hardLink('link', 'nothing')]],
  ['a file that is there twice', [file('x'), file('./x')]],
  ['a pipe', [special('FIFO')]],
  ['a character device', [special('CharacterDevice')]],
  ['a block device', [special('BlockDevice')]],
  ["the agent's own record", [file('.godwit.json')]],
  ['nothing at all', []],
  ['a hook that cannot be executed', [file('hooks/verify', { mode: 0o644 })]],
  ['a folder in the place of a hook', [file('hooks/verify/x', { mode: 0o755 })]],
])('a bundle with %s is refused, and nothing is left of it', async (_, entries) => {
  const fixture = await softwareFixture()
  const bundle = await makeArchive(fixture.folder, entries)
  await expect(update(fixture, bundle)).rejects.toMatchObject({ code: 'INVALID_BUNDLE' })
  await expect(access('/tmp/godwit-escaped')).rejects.toThrow()
  const [action] = await fixture.plan([fixture.component('app', '1.0', bundle)])
  if (action) await fixture.run(action, ['cleanup'], { outcome: 'rolledBack' })
  expect(await readdir(fixture.installDir).catch(() => [])).toEqual([])
})

test('links within the bundle are kept', async () => {
  const fixture = await softwareFixture()
  const entries = [file('bin/a'), symlink('bin/b', 'a'), symlink('c', 'bin/../bin/b'), hardLink('d', 'bin/a')]
  await update(fixture, await makeArchive(fixture.folder, entries))
  expect((await fixture.tree()).filter((name) => name.startsWith('app/releases/'))).toEqual(
    ['bin/a', 'bin/b → a', 'c → bin/../bin/b', 'd'].map((name) => `app/releases/1.0/${name}`),
  )
})

test('a bundle with too many entries or bytes is refused', async () => {
  const fixture = await softwareFixture()
  const bundle = await makeBundle(fixture.folder, {
    files: { a: Buffer.alloc(60_000), b: Buffer.alloc(60_000) },
  })
  const tooLarge = (message: RegExp) => ({ code: 'INVALID_BUNDLE', message: expect.stringMatching(message) })
  await expect(update(fixture, bundle, { maxEntries: 2 })).rejects.toMatchObject(tooLarge(/2 entries/))
  await expect(update(fixture, bundle, { maxUnpackedSize: 100_000 })).rejects.toMatchObject(
    tooLarge(/100000 bytes/),
  )
  await update(fixture, bundle, { maxEntries: 3, maxUnpackedSize: 120_000 })
})

test('an archive that blows up is refused before it does', async () => {
  const fixture = await softwareFixture()
  const bundle = await makeArchive(fixture.folder, [file('zeros', { content: Buffer.alloc(200_000_000) })])
  expect(bundle.size).toBeLessThan(300_000)
  await expect(update(fixture, bundle, { maxUnpackedSize: 1_000_000 })).rejects.toMatchObject({
    code: 'INVALID_BUNDLE',
  })
})

test.each([
  ['is no archive', Buffer.alloc(100_000, 'x')],
  ['is compressed, but no archive', gzipSync(Buffer.alloc(100_000, 'x'))],
  ['is cut off', gzipSync(Buffer.alloc(100_000, 'x')).subarray(0, 40)],
])('a file that %s is refused', async (_, bytes) => {
  const fixture = await softwareFixture()
  await expect(update(fixture, await makeFile(fixture.folder, bytes))).rejects.toMatchObject({
    code: 'INVALID_BUNDLE',
  })
})

test('a bundle that was altered in the store is fetched again', async () => {
  const fixture = await softwareFixture()
  const bundle = await makeBundle(fixture.folder, { files: { a: 'a' } })
  const [action] = await fixture.plan([fixture.component('app', '1.0', bundle)])
  if (!action) throw new Error('no action')
  await fixture.run(action, ['download'])
  const folder = path.join(fixture.folder, 'artifacts/sha256')
  const [name = ''] = await readdir(folder)
  await writeFile(path.join(folder, name), Buffer.alloc(bundle.size))
  await fixture.run(action, ['update'])
  expect(await readFile(path.join(fixture.installDir, 'app/releases/1.0/a'), 'utf8')).toBe('a')
})

test('a bundle that is altered unnoticed is refused when it is read, before anything is unpacked', async () => {
  const { folder } = await softwareFixture()
  const { file, size, integrity } = await makeBundle(folder, { files: { a: 'a' }, gzip: false })
  const draft = path.join(folder, 'draft')
  await mkdir(draft)
  await writeFile(file, (await readFile(file)).fill('b', 1_024, 1_025))
  const limits = { maxEntries: 10, maxUnpackedSize: 10_000 }
  const options = { limits, signal: new AbortController().signal, onProgress: () => {} }
  const unpacking = unpackBundle({ artifact: { path: file, size, integrity } }, draft, options)
  await expect(unpacking).rejects.toMatchObject({ code: 'INTEGRITY_MISMATCH' })
  expect(await readdir(draft)).toEqual([])
})
