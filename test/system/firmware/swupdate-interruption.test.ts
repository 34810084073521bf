/** Installations by the real SWUpdate that are interrupted, and what it notes of them itself. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { test } from '../../support/fixture.ts'
import { hurriedClock } from '../../support/hurried-clock.ts'
import { storedImage, watchedOptions } from '../../support/installation.ts'
import type { Scope } from '../../support/scope.ts'
import { describeWithSwupdate, swupdateBoard } from '../../support/swupdate.ts'
import { type DriverOptions, heldClient, swupdateDriverOn } from '../../support/swupdate-driver.ts'

const mebibyte = 1024 * 1024
const begunAnew = 'warn SWUpdate ended in the middle of an installation; it begins anew'

async function running(scope: Scope, options: DriverOptions = {}) {
  const board = await swupdateBoard(scope)
  return { board, swupdate: await board.startSwupdate(), ...swupdateDriverOn(board, options) }
}

describeWithSwupdate('an installation in whose middle SWUpdate is killed', () => {
  test('begins anew when SWUpdate is back', async ({ scope }) => {
    const { board, swupdate, installer, log } = await running(scope)
    const hold = board.hold('postinstall')
    const image = storedImage(await board.package({ version: '1.0', ...hold.inPackage }))
    const installing = installer.install(image, 'b', watchedOptions())
    await hold.reached()
    await swupdate.kill()
    await hold.release()
    await board.startSwupdate()
    await installing
    expect(await board.content('B')).toBe('rootfs 1.0')
    expect(log.lines).toEqual([begunAnew])
  })

  test('with the slot half-written leaves no trace of that', async ({ scope }) => {
    const board = await swupdateBoard(scope)
    const swupdate = await board.startSwupdate()
    const { client, ...hold } = await heldClient(board, 2 * mebibyte)
    const { installer, log } = swupdateDriverOn(board, { client })
    const image = storedImage(await board.package({ version: '1.0', imageSize: 4 * mebibyte }))
    const watched = watchedOptions()
    const installing = installer.install(image, 'b', watched)
    await hold.reached()
    await expect.poll(() => board.content('B'), { timeout: 60_000 }).toBe('rootfs 1.0')
    await swupdate.kill()
    await hold.release()
    await board.startSwupdate()
    expect(await installing).toMatchObject({ size: 4 * mebibyte })
    expect(watched.told.at(-1)).toBe('100 reading back slot b')
    expect(log.lines).toEqual([begunAnew])
  })

  test('fails, and says that a retry can help, where SWUpdate stays away', async ({ scope }) => {
    const { board, swupdate, installer } = await running(scope, { clock: hurriedClock() })
    const hold = board.hold('preinstall')
    const image = storedImage(await board.package({ version: '1.0', ...hold.inPackage }))
    const failed = expect(installer.install(image, 'b', watchedOptions())).rejects.toMatchObject({
      code: 'SLOT_WRITE_FAILED',
      retryable: true,
      message: expect.stringContaining('its daemon is busy, does not run'),
    })
    await hold.reached()
    await swupdate.kill()
    await failed
    expect(await board.content('A')).toBe('factory')
  })
})

describeWithSwupdate('an installation in whose middle the agent is killed', () => {
  test('is waited for by the next process, which then installs', async ({ scope }) => {
    const { board, installer } = await running(scope)
    const hold = board.hold('postinstall')
    const image = storedImage(await board.package({ version: '1.0', ...hold.inPackage }))
    const stop = new AbortController()
    const installing = installer.install(image, 'b', watchedOptions(undefined, stop.signal))
    await hold.reached()
    stop.abort(new Error('killed'))
    await expect(installing).rejects.toThrow('killed')
    const next = swupdateDriverOn(board)
    const watched = watchedOptions()
    const second = storedImage(await board.package({ version: '2.0' }))
    const installingNext = next.installer.install(second, 'b', watched)
    await watched.until(/^0 waiting for SWUpdate to be ready$/)
    expect(await board.content('B')).toBe('rootfs 1.0')
    await hold.release()
    await installingNext
    expect(await board.content('B')).toBe('rootfs 2.0')
  })

  test('leaves a slot that is cut off, which the next process writes as a whole', async ({ scope }) => {
    const board = await swupdateBoard(scope)
    await board.startSwupdate()
    const { client, ...hold } = await heldClient(board, mebibyte)
    const image = storedImage(await board.package({ version: '1.0', imageSize: 4 * mebibyte }))
    const stop = new AbortController()
    const installing = swupdateDriverOn(board, { client }).installer.install(
      image,
      'b',
      watchedOptions(undefined, stop.signal),
    )
    await hold.reached()
    stop.abort(new Error('killed'))
    await expect(installing).rejects.toThrow('killed')
    const next = swupdateDriverOn(board)
    expect(await next.installer.install(image, 'b', watchedOptions())).toMatchObject({ size: 4 * mebibyte })
    expect(next.log.lines).toEqual([
      "warn SWUpdate's last installation has not come to its end; the slot is written anew",
    ])
  })
})

describeWithSwupdate("SWUpdate's recovery status", () => {
  test('is reported while an installation is under way, and after it was interrupted', async ({ scope }) => {
    const { board, swupdate, installer, explained } = await running(scope)
    const hold = board.hold('postinstall')
    const image = storedImage(await board.package({ version: '1.0', ...hold.inPackage }))
    const stop = new AbortController()
    const installing = installer.install(image, 'b', watchedOptions(undefined, stop.signal))
    await hold.reached()
    const recoveryStatus = 'in_progress: an installation is under way, or has not come to its end'
    expect(await explained()).toMatchObject({ recoveryStatus })
    stop.abort(new Error('killed'))
    await expect(installing).rejects.toThrow('killed')
    await swupdate.kill()
    expect(await explained()).toMatchObject({ recoveryStatus, daemon: 'not running' })
    await board.startSwupdate()
    await hold.release()
    const { installer: next, log } = swupdateDriverOn(board)
    await next.install(image, 'b', watchedOptions())
    expect(log.lines).toEqual([
      "warn SWUpdate's last installation has not come to its end; the slot is written anew",
    ])
    expect(await explained()).not.toHaveProperty('recoveryStatus')
  })

  test('is reported of an installation that has failed, with the state that SWUpdate keeps', async ({
    scope,
  }) => {
    const { board, installer, explained } = await running(scope)
    const withMarker = (text: string) => text.replace('bootloader_state_marker = false;', '')
    const script = { type: 'postinstall', text: 'exit 1' } as const
    const image = storedImage(await board.package({ version: '1.0', script, describe: withMarker }))
    await expect(installer.install(image, 'b', watchedOptions())).rejects.toMatchObject({
      code: 'SLOT_WRITE_FAILED',
      message: expect.stringContaining('execute postinstall scripts failed'),
    })
    expect(await explained()).toMatchObject({
      recoveryStatus: 'failed: the last installation has failed',
      updateState: '3: failed',
    })
    expect(await board.environment()).toMatchObject({ BOOT_ORDER: 'A B', BOOT_B_LEFT: '0' })
  })

  test('that cannot be read is left out', async ({ scope }) => {
    const { board, explained } = await running(scope)
    await writeFile(join(board.folder, 'disk'), '')
    expect(await explained()).toEqual({
      'selection.a': 'stable,copy1',
      'selection.b': 'stable,copy2',
      daemon: 'ready',
    })
  })
})
