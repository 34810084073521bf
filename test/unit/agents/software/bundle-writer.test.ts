/** Bundles that the tool makes: always the same bytes, never one that an agent would refuse. */
import { execFileSync } from 'node:child_process'
import { chmod, link, mkdir, readFile, rename, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { expect } from 'vitest'
import { reportBundle } from '../../../../agents/software/bundle/report.ts'
import { type Compression, compressions, writeBundle } from '../../../../agents/software/bundle/writer.ts'
import { softwareSettings } from '../../../../agents/software/settings.ts'
import { test } from '../../../support/fixture.ts'
import type { Scope } from '../../../support/scope.ts'
import { temporaryFolder } from '../../../support/temp.ts'

const limits = softwareSettings({}, 'test')
const { signal } = new AbortController()

async function sourceFolder(scope: Scope): Promise<{ root: string; folder: string }> {
  const root = await temporaryFolder(scope, 'bundle')
  const folder = path.join(root, 'source')
  await mkdir(path.join(folder, 'hooks'), { recursive: true })
  await writeFile(path.join(folder, 'hooks/verify'), '#!/bin/sh\n', { mode: 0o755 })
  await writeFile(path.join(folder, '@file'), 'content')
  await writeFile(path.join(folder, `${'long name '.repeat(20)}ä`), 'long')
  await symlink('hooks/verify', path.join(folder, 'link'))
  return { root, folder }
}

async function write(folder: string, file: string, compression: Compression = 'gzip'): Promise<Buffer> {
  await writeBundle(folder, file, { compression, time: new Date(0), onProgress: () => {} })
  return readFile(file)
}

test('the same folder makes the same bytes, whatever its times and wherever it lies', async ({ scope }) => {
  const { root, folder } = await sourceFolder(scope)
  for (const compression of compressions) {
    const first = await write(folder, path.join(root, `1.${compression}`), compression)
    await utimes(path.join(folder, '@file'), 1e9, 1e9)
    await rename(folder, path.join(root, 'moved'))
    const second = await write(path.join(root, 'moved'), path.join(root, `2.${compression}`), compression)
    await rename(path.join(root, 'moved'), folder)
    expect(second.equals(first)).toBe(true)
  }
})

test('what is in it is what was in the folder, for the agent and for tar', async ({ scope }) => {
  const { root, folder } = await sourceFolder(scope)
  await link(path.join(folder, '@file'), path.join(folder, 'same'))
  const file = path.join(root, 'bundle')
  await write(folder, file)
  const report = await reportBundle(file, limits, signal)
  const long = `${'long name '.repeat(20)}ä`
  expect(report).toMatchObject({ hooks: ['verify'], isModule: false })
  expect(report.entries.map((entry) => `${entry.type} ${entry.path}`)).toEqual([
    'File @file',
    'Directory hooks',
    'File hooks/verify',
    'SymbolicLink link',
    `File ${long}`,
    'Link same',
  ])
  const unpacked = path.join(root, 'unpacked')
  await mkdir(unpacked)
  execFileSync('tar', ['-xzf', file, '-C', unpacked])
  expect(await readFile(path.join(unpacked, long), 'utf8')).toBe('long')
  expect(await readFile(path.join(unpacked, 'same'), 'utf8')).toBe('content')
})

test.for<[string, (folder: string, scope: Scope) => Promise<unknown>]>([
  ['link-out', (folder) => symlink('../../x', path.join(folder, 'link-out'))],
  ['absolute', (folder) => symlink('/etc/hostname', path.join(folder, 'absolute'))],
  [
    'socket',
    async (folder, scope) => {
      const server = createServer()
      scope.defer(() => new Promise((resolve) => server.close(resolve)))
      await new Promise<void>((resolve) => server.listen(path.join(folder, 'socket'), resolve))
    },
  ],
  ['hooks/verify', (folder) => chmod(path.join(folder, 'hooks/verify'), 0o644)],
  ['.godwit.json', (folder) => writeFile(path.join(folder, '.godwit.json'), '{}')],
])('what an agent would refuse is refused by its name: %s', async ([name, spoil], { scope }) => {
  const { root, folder } = await sourceFolder(scope)
  await spoil(folder, scope)
  const made = write(folder, path.join(root, 'bundle')).then(() =>
    reportBundle(path.join(root, 'bundle'), limits, signal),
  )
  await expect(made).rejects.toMatchObject({
    code: 'INVALID_BUNDLE',
    message: expect.stringContaining(`"${name}"`),
  })
})

test('an empty folder makes no bundle', async ({ scope }) => {
  const root = await temporaryFolder(scope, 'bundle')
  await mkdir(path.join(root, 'empty'))
  await expect(write(path.join(root, 'empty'), path.join(root, 'bundle'))).rejects.toThrow('is empty')
})

test('a module for Kanto is known by its install.sh', async ({ scope }) => {
  const root = await temporaryFolder(scope, 'bundle')
  await mkdir(path.join(root, 'module'))
  await writeFile(path.join(root, 'module/install.sh'), 'true\n')
  await write(path.join(root, 'module'), path.join(root, 'bundle'))
  expect(await reportBundle(path.join(root, 'bundle'), limits, signal)).toMatchObject({ isModule: true })
})
