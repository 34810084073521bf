import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { standsAlone } from '../../device/machine.ts'
import { test } from '../../support/fixture.ts'
import { temporaryFolder } from '../../support/temp.ts'

test('a program that needs libraries does not stand alone, nor does one that is not there', async ({
  scope,
}) => {
  expect(standsAlone(process.execPath)).toBe(false)
  expect(standsAlone('/none/busybox')).toBe(false)
  const script = path.join(await temporaryFolder(scope, 'machine'), 'script')
  writeFileSync(script, '#!/bin/sh\n', { mode: 0o755 })
  expect(standsAlone(script)).toBe(true)
})
