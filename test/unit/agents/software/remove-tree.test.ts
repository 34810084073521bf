/** Folders that go, whatever is in them and whoever else writes to them. */
import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { removeTree } from '../../../../agents/software/remove-tree.ts'
import { test } from '../../../support/fixture.ts'
import { temporaryFolder } from '../../../support/temp.ts'

test('all goes, and what links lead to stays', async ({ scope }) => {
  const folder = await temporaryFolder(scope, 'remove')
  await mkdir(path.join(folder, 'tree/a/b'), { recursive: true })
  await writeFile(path.join(folder, 'tree/a/b/file'), '')
  await mkdir(path.join(folder, 'other'))
  await writeFile(path.join(folder, 'other/file'), 'stays')
  await symlink('../../other', path.join(folder, 'tree/a/link'))
  await symlink('tree', path.join(folder, 'link'))
  await removeTree(path.join(folder, 'link'))
  expect((await readdir(folder)).sort()).toEqual(['other', 'tree'])
  await removeTree(path.join(folder, 'tree'))
  await removeTree(path.join(folder, 'tree'))
  expect(await readdir(folder)).toEqual(['other'])
  expect(await readFile(path.join(folder, 'other/file'), 'utf8')).toBe('stays')
})

test('a folder deeper than any path goes', async ({ scope }) => {
  const folder = await temporaryFolder(scope, 'remove')
  const name = 'd'.repeat(250)
  const script = `mkdir tree; cd tree; i=0; while [ $i -lt 40 ]; do mkdir ${name}; cd -P ${name}; i=$((i+1)); done`
  execFileSync('sh', ['-c', script], { cwd: folder, stdio: 'ignore' })
  await removeTree(path.join(folder, 'tree'))
  expect(await readdir(folder)).toEqual([])
})

test('what a killed process has begun to remove goes with the next call', async ({ scope }) => {
  const folder = await temporaryFolder(scope, 'remove')
  await mkdir(path.join(folder, '.trash-tree/half/a'), { recursive: true })
  await removeTree(path.join(folder, 'tree'))
  expect(await readdir(folder)).toEqual([])
  await mkdir(path.join(folder, '.trash-tree/half/a'), { recursive: true })
  await mkdir(path.join(folder, 'tree/a'), { recursive: true })
  await removeTree(path.join(folder, 'tree'))
  expect(await readdir(folder)).toEqual([])
})
