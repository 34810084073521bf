import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { test } from '../support/fixture.ts'
import { repository, run } from '../support/process.ts'
import { temporaryFolder } from '../support/temp.ts'

test('the quickstart shows three flights, and leaves nothing behind', async ({ scope }) => {
  const folder = await temporaryFolder(scope, 'quickstart')
  const { code, lines } = await run(scope, join(repository, 'scripts/quickstart'), [], {
    env: { TMPDIR: folder },
  })
  const text = lines.join('\n')
  expect(code, text).toBe(0)
  expect(text).toMatch(/^first-flight .* rootfs 1\.0, in slot b$/m)
  expect(text).toMatch(/^failing-software .* rootfs 1\.0, in slot b$/m)
  expect(text).toMatch(/^killed-in-download .* rootfs 3\.0, in slot a$/m)
  expect(text).not.toContain('\x1b')
  expect(await readdir(folder)).toEqual([])
})
