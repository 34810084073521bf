import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { lockState } from '../../../cli/services/lock.ts'
import { newScope, type Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

let scope: Scope = newScope()
afterEach(async () => {
  await scope.release()
  scope = newScope()
})

test('a part is locked once, and free again after the release', async () => {
  const folder = await temporaryFolder(scope)
  const lock = await lockState(folder, 'manager')
  await expect(lockState(folder, 'manager')).rejects.toThrow(/another godwit runs "manager" in .*--state-dir/)
  lock.release()
  lock.release()
  const second = await lockState(folder, 'manager')
  second.release()
})

test('parts of one folder do not exclude each other', async () => {
  const folder = await temporaryFolder(scope)
  const locks = [await lockState(folder, 'manager'), await lockState(folder, 'software')]
  for (const lock of locks) lock.release()
})

test('a folder that cannot be made is named, with the way out', async () => {
  const folder = await temporaryFolder(scope)
  writeFileSync(path.join(folder, 'file'), '')
  await expect(lockState(path.join(folder, 'file', 'state'), 'manager')).rejects.toThrow(
    /cannot use the state folder .*file\/state.*--state-dir/,
  )
})
