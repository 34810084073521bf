/** The driver for SWUpdate on the real SWUpdate: its daemon, its client, its packages. */
import { existsSync } from 'node:fs'
import { readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { checkPackage } from '../../../agents/firmware/swupdate/check.ts'
import { test } from '../../support/fixture.ts'
import { storedImage, watchedOptions } from '../../support/installation.ts'
import type { Scope } from '../../support/scope.ts'
import type { PackageOptions } from '../../support/swu-package.ts'
import { describeWithSwupdate, slotSize, swupdateBoard } from '../../support/swupdate.ts'
import { swupdateDriverOn } from '../../support/swupdate-driver.ts'

const signal = new AbortController().signal
const mebibyte = 1024 * 1024

/** A board whose SWUpdate runs, with a driver. */
async function running(scope: Scope) {
  const board = await swupdateBoard(scope)
  await board.startSwupdate()
  return { board, ...swupdateDriverOn(board) }
}

const bootVariables = { BOOT_ORDER: 'A B', BOOT_A_LEFT: '3', BOOT_B_LEFT: '0' }

describeWithSwupdate('SWUpdate', () => {
  test('installs a package into the other slot, tells how far it is, and changes no boot variable', async ({
    scope,
  }) => {
    const { board, installer, explained } = await running(scope)
    const image = storedImage(await board.package({ version: '1.0' }))
    await installer.inspect(image, 'b', signal)
    expect(await board.content('B')).toBe('factory')
    const watched = watchedOptions()
    expect(await installer.install(image, 'b', watched)).toMatchObject({ size: 2 * mebibyte })
    const percents = watched.told.map((line) => Number.parseFloat(line))
    expect(percents).toEqual(percents.toSorted((one, other) => one - other))
    const installing = watched.told.filter((line) => line.endsWith('installing rootfs.img into slot b'))
    expect(installing.length).toBeGreaterThan(10)
    expect(watched.told.at(-1)).toBe('100 reading back slot b')
    expect(await board.content('B')).toBe('rootfs 1.0')
    expect(await board.content('A')).toBe('factory')
    expect(await board.environment()).toEqual(bootVariables)
    expect(await explained()).toEqual({
      'selection.a': 'stable,copy1',
      'selection.b': 'stable,copy2',
      daemon: 'ready',
    })
  })

  test('tells how far it is also where its program for that comes up late', async ({ scope }) => {
    const board = await swupdateBoard(scope)
    await board.startSwupdate()
    const { installer } = swupdateDriverOn(board, {
      progress: ['sh', '-c', 'sleep 1; exec swupdate-progress -w'],
    })
    const watched = watchedOptions()
    await installer.install(storedImage(await board.package({ version: '1.0' })), 'b', watched)
    expect(watched.told.some((line) => line.includes('installing rootfs.img'))).toBe(true)
  })

  test('installs the same package into either slot, by its selection', async ({ scope }) => {
    const { board, installer } = await running(scope)
    const image = storedImage(await board.package({ version: '1.0' }))
    await installer.install(image, 'a', watchedOptions())
    expect([await board.content('A'), await board.content('B')]).toEqual(['rootfs 1.0', 'factory'])
    const second = storedImage(await board.package({ version: '2.0' }))
    await installer.install(second, 'b', watchedOptions())
    expect([await board.content('A'), await board.content('B')]).toEqual(['rootfs 1.0', 'rootfs 2.0'])
  })

  test('installs a compressed image, of which nobody says what the slot will hold', async ({ scope }) => {
    const { board, installer } = await running(scope)
    const image = storedImage(await board.package({ version: '1.0', compressed: true }))
    await installer.inspect(image, 'b', signal)
    expect(await installer.install(image, 'b', watchedOptions())).toBeUndefined()
    expect(await board.content('B')).toBe('rootfs 1.0')
  })

  test('accepts a sound package however often it is asked, and on a busy machine', async ({ scope }) => {
    const board = await swupdateBoard(scope)
    const { settings } = swupdateDriverOn(board)
    const path = await board.package({ version: '1.0', compressed: true })
    // Not by the installer, which claims the slot meanwhile.
    const check = async () => {
      for (let checks = 0; checks < 15; checks += 1)
        await checkPackage(settings, path, 'stable,copy2', signal)
    }
    await Promise.all([check(), check(), check(), check()])
  })

  test('runs the scripts of a package when it is installed, not when it is inspected', async ({ scope }) => {
    const { board, installer } = await running(scope)
    for (const type of ['preinstall', 'postinstall'] as const) {
      const trace = join(board.folder, type)
      const script = { type, text: `touch '${trace}'` }
      const image = storedImage(await board.package({ version: '1.0', script }))
      await installer.inspect(image, 'b', signal)
      expect(existsSync(trace)).toBe(false)
      await installer.install(image, 'b', watchedOptions())
      expect(existsSync(trace)).toBe(true)
    }
  })

  test('knows by what the slot holds whether it still holds a package', async ({ scope }) => {
    const { board, installer } = await running(scope)
    const image = storedImage(await board.package({ version: '1.0' }))
    await installer.install(image, 'b', watchedOptions())
    const record = { version: '1.0', integrity: '' }
    expect(await installer.holds?.(image, 'b', record, watchedOptions())).toBe(true)
    await writeFile(board.slots.B.path, 'damaged', { flag: 'r+' })
    expect(await installer.holds?.(image, 'b', record, watchedOptions())).toBe(false)
  })

  test('that does not run is told in the inventory', async ({ scope }) => {
    const board = await swupdateBoard(scope)
    const { explained } = swupdateDriverOn(board)
    expect(await explained()).toMatchObject({ daemon: 'not running' })
  })
})

describeWithSwupdate('a package', () => {
  const flip = (position: (bytes: Buffer) => number) => async (path: string) => {
    const bytes = await readFile(path)
    const at = position(bytes)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    await writeFile(path, bytes)
  }
  const shorten = async (path: string) => truncate(path, mebibyte)
  const edited = (there: string, here: string) => (text: string) => text.replaceAll(there, here)
  const unauthentic = {
    code: 'IMAGE_REFUSED',
    message: expect.stringContaining('Authentication of all signatures failed'),
  }
  const refused: [
    what: string,
    options: Partial<PackageOptions>,
    expected: { code: string; message?: unknown },
    damage?: (path: string) => Promise<unknown>,
  ][] = [
    [
      'with a flipped bit in its image',
      {},
      { code: 'IMAGE_REFUSED', message: expect.stringContaining('HASH mismatch') },
      flip((bytes) => bytes.length - mebibyte),
    ],
    [
      'with a flipped bit in its description',
      {},
      { code: 'IMAGE_REFUSED', message: expect.stringContaining('SWUpdate refuses the package: ') },
      flip((bytes) => bytes.indexOf('version = "1.0"') + 11),
    ],
    [
      'that is cut off',
      {},
      { code: 'IMAGE_REFUSED', message: expect.stringContaining('it is cut off within rootfs.img') },
      shorten,
    ],
    [
      'that is none',
      {},
      { code: 'IMAGE_REFUSED', message: expect.stringContaining('is no SWUpdate package') },
      (path) => writeFile(path, 'x'.repeat(1000)),
    ],
    ['signed by a stranger', { signedBy: 'stranger' }, unauthentic],
    ['signed with a certificate for something else', { signedBy: 'webServer' }, unauthentic],
    [
      'for another board',
      { describe: edited('example-board', 'toaster') },
      { code: 'INCOMPATIBLE', message: 'the package is made for toaster; this device is example-board' },
    ],
    [
      'for another revision of the board',
      { describe: edited('[ "1.0" ]', '[ "2.0", "2.1" ]') },
      {
        code: 'INCOMPATIBLE',
        message: 'the package is made for 2.0, 2.1; this device is example-board, revision 1.0',
      },
    ],
    [
      'without anything for the slot',
      { describe: edited('copy2', 'copy3') },
      { code: 'IMAGE_REFUSED', message: expect.stringContaining('it has no selection "stable,copy2"') },
    ],
    [
      'that sets boot variables',
      { describe: edited('copy2 = {', 'copy2 = { bootenv: ( { name = "BOOT_ORDER"; value = "B A"; } );') },
      { code: 'IMAGE_REFUSED', message: expect.stringContaining('changes the boot loader') },
    ],
    [
      'with an image that is larger than the slot',
      { imageSize: slotSize + 4096 },
      { code: 'SLOT_TOO_SMALL', message: expect.stringContaining(`has ${slotSize + 4096} bytes`) },
    ],
    [
      'with a compressed image that says to be larger than the slot',
      {
        compressed: true,
        describe: edited('"zlib";', `"zlib"; properties: { decompressed-size = "${slotSize + 1}"; };`),
      },
      { code: 'SLOT_TOO_SMALL', message: expect.stringContaining(`has ${slotSize + 1} bytes`) },
    ],
  ]
  for (const [what, options, expected, damage] of refused) {
    test(`${what} is refused before anything is changed`, async ({ scope }) => {
      const { board, installer } = await running(scope)
      const path = await board.package({ version: '1.0', ...options })
      await damage?.(path)
      await expect(installer.inspect(storedImage(path), 'b', signal)).rejects.toMatchObject(expected)
      expect(await board.content('B')).toBe('factory')
      expect(await board.environment()).toEqual(bootVariables)
    })
  }

  test('that is to be unpacked by Godwit fails identification', async ({ scope }) => {
    const { installer } = swupdateDriverOn(await swupdateBoard(scope))
    const planned = {
      ...storedImage('/package'),
      artifact: { sources: ['/package'], packed: 'gzip' as const },
    }
    await installer.assertFits(storedImage('/package'), 'b')
    await expect(installer.assertFits(planned, 'b')).rejects.toMatchObject({ code: 'INVALID_COMPONENT' })
  })

  test('that would write the other slot is refused', async ({ scope }) => {
    const { board, installer } = await running(scope)
    const { A, B } = board.slots
    const swapped = (text: string) => text.replaceAll(B.path, A.path)
    const image = storedImage(await board.package({ version: '1.0', describe: swapped }))
    const message = expect.stringContaining(`writes rootfs.img to ${A.path}, which is the other slot`)
    await expect(installer.inspect(image, 'b', signal)).rejects.toMatchObject({ message })
  })

  test("older than SWUpdate's own floor is refused, with its words", async ({ scope }) => {
    const { board, installer } = await running(scope)
    const floor = 'globals : {\n  no-downgrading = "1.5.0";'
    await board.configure('swupdate.cfg', (text) => text.replace('globals : {', floor))
    const newer = storedImage(await board.package({ version: '1.5.0' }))
    await installer.inspect(newer, 'b', signal)
    const older = storedImage(await board.package({ version: '1.4.0' }))
    await expect(installer.inspect(older, 'b', signal)).rejects.toMatchObject({
      code: 'IMAGE_REFUSED',
      message: expect.stringContaining('1.4.0'),
    })
  })

  test('that unpacks to more than the slot takes fails, with the words of SWUpdate', async ({ scope }) => {
    const { board, installer } = await running(scope)
    const options = { version: '1.0', compressed: true, imageSize: slotSize + mebibyte }
    const image = storedImage(await board.package(options))
    await expect(installer.install(image, 'b', watchedOptions())).rejects.toMatchObject({
      code: 'SLOT_WRITE_FAILED',
      message: expect.stringContaining('No space left on device'),
    })
    expect(await board.content('A')).toBe('factory')
  })
})
