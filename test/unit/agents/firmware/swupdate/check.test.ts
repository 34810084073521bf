/** How `swupdate --check` is understood, by stand-ins that write what 2022.12 has written. */
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { checkPackage } from '../../../../../agents/firmware/swupdate/check.ts'
import { test } from '../../../../support/fixture.ts'
import { temporaryFolder } from '../../../../support/temp.ts'

const check = (script: string) =>
  checkPackage(
    {
      selections: { a: 'stable,copy1', b: 'stable,copy2' },
      configFile: '/etc/swupdate.cfg',
      socketFolder: '/nowhere',
      programs: { swupdate: ['sh', '-c', script, 'swupdate'], client: [], progress: [] },
    },
    '/package.swu',
    'stable,copy2',
    new AbortController().signal,
  )

const says = (...lines: string[]) => lines.map((line) => `echo '${line}'`).join('; ')
const success = '[INFO ] : SWUPDATE successful ! SWUPDATE successful !'
const failure = '[ERROR] : SWUPDATE failed [0] ERROR : HASH mismatch'

test('one that ends well accepts the package', async () => {
  await check('exit 0')
})

test('one that says that it was successful accepts the package, whatever its exit status is', async () => {
  await check(`${says(success)}; exit 1`)
})

test('a reason counts more than anything else that is written', async () => {
  const refused = { code: 'IMAGE_REFUSED', message: 'SWUpdate refuses the package: HASH mismatch' }
  await expect(check(`${says(failure)}; exit 1`)).rejects.toMatchObject(refused)
  await expect(check(`${says(success, failure)}; exit 1`)).rejects.toMatchObject(refused)
})

test('one that says nothing is made again', async ({ scope }) => {
  const again = join(await temporaryFolder(scope), 'again')
  await check(`[ -e '${again}' ] || { touch '${again}'; exit 1; }`)
  expect(existsSync(again)).toBe(true)
  const refused = { code: 'IMAGE_REFUSED', message: expect.stringContaining('its check ended with status 3') }
  await expect(check('exit 3')).rejects.toMatchObject(refused)
})

const early = '[INFO ] : SWUPDATE running :  [endupdate] : SWUpdate was successful !'

test('one that has ended before it has looked is made again, and accepts nothing', async ({ scope }) => {
  const again = join(await temporaryFolder(scope), 'again')
  await check(`[ -e '${again}' ] || { touch '${again}'; ${says(early, failure)}; exit 1; }`)
  expect(existsSync(again)).toBe(true)
  // What comes by two streams comes in any order.
  for (const text of [says(early, failure), says(failure, early)]) {
    for (const status of [0, 1]) {
      await writeFile(again, '')
      await expect(check(`echo >>'${again}'; ${text}; exit ${status}`)).rejects.toThrow('HASH mismatch')
      expect(await readFile(again, 'utf8')).toHaveLength(5)
    }
  }
})

test('one that was killed accepts nothing', async () => {
  await expect(check(`${says(success)}; kill -9 $$`)).rejects.toMatchObject({ code: 'IMAGE_REFUSED' })
})
