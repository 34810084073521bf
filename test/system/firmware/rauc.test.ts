/** The driver for RAUC on the real RAUC: its service, its bundles, its boot loader backend. */
import { readFile, truncate, writeFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { Slot } from '../../../agents/firmware/boot/boot-control.ts'
import type { StoredImage } from '../../../agents/firmware/installer.ts'
import { type RaucSettings, raucDriver } from '../../../agents/firmware/rauc/driver.ts'
import type { Scratch } from '../../../agents/sdk/agent.ts'
import { systemClock } from '../../../platform/clock.ts'
import { test } from '../../support/fixture.ts'
import { newScratch, storedImage, watchedOptions } from '../../support/installation.ts'
import { recordLog } from '../../support/logging.ts'
import { describeWithRauc, type RaucBoard, raucBoard } from '../../support/rauc.ts'
import type { Scope } from '../../support/scope.ts'

/** The driver as one process of the agent has it. */
function driverOn(board: RaucBoard, settings: Partial<RaucSettings> = {}) {
  const log = recordLog()
  const { busAddress, systemConfig } = board
  const driver = raucDriver(
    {
      slots: { a: 'rootfs.0', b: 'rootfs.1' },
      command: ['rauc'],
      restartTimeoutMs: 20_000,
      busAddress,
      systemConfig,
      ...settings,
    },
    { clock: systemClock, log },
  )
  return { ...driver, log }
}

/** A board whose RAUC runs, with a driver. */
async function running(scope: Scope) {
  const board = await raucBoard(scope)
  return { board, rauc: board.startRauc(), ...driverOn(board) }
}

const signal = new AbortController().signal

async function explained({ installer }: ReturnType<typeof driverOn>) {
  return installer.explain?.()
}

describeWithRauc('RAUC', () => {
  test('installs a bundle into the other slot, tells how far it is, and does not switch', async ({
    scope,
  }) => {
    const { board, installer, bootControl, ...rest } = await running(scope)
    const image = storedImage(await board.bundle({ version: '1.0' }))
    await installer.assertFits(image, 'b')
    await installer.inspect(image, 'b', signal)
    const watched = watchedOptions()
    await installer.install(image, 'b', watched)
    expect(watched.told[0]).toMatch(/^0 /)
    expect(watched.told).toContain('90 Copying image to rootfs.1')
    expect(watched.told.at(-1)).toMatch(/^100 /)
    expect(await board.content('B')).toBe('rootfs 1.0')
    expect(await board.content('A')).toBe('factory')
    expect(await board.environment()).toMatchObject({ ORDER: 'A B', B_OK: '0' })
    expect(await bootControl.getPrimary()).toBe('a')
    expect(await explained({ installer, bootControl, ...rest })).toMatchObject({
      'slot.a': 'rootfs.0',
      'bundle.b': '1.0',
      'status.b': 'ok',
      'installs.b': '1',
      'installed.b': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
  })

  test('answers for the inventory while it installs', async ({ scope }) => {
    const { board, installer, bootControl, ...rest } = await running(scope)
    const hold = board.hold('post-install')
    const image = storedImage(await board.bundle({ version: '1.0', hook: hold.hook }))
    const installing = installer.install(image, 'b', watchedOptions())
    await hold.reached()
    expect(await bootControl.getCurrent()).toBe('a')
    expect(await bootControl.getPrimary()).toBe('a')
    expect(await bootControl.getState('b')).toBe('bad')
    expect(await explained({ installer, bootControl, ...rest })).toMatchObject({ 'installs.b': '0' })
    await hold.release()
    await installing
    expect(await explained({ installer, bootControl, ...rest })).toMatchObject({ 'installs.b': '1' })
  })
})

describeWithRauc('a bundle', () => {
  const flip = async (path: string) => {
    const bytes = await readFile(path)
    bytes[1000] = (bytes[1000] ?? 0) ^ 1
    await writeFile(path, bytes)
  }
  const shorten = async (path: string) => truncate(path, (await readFile(path)).length - 100)
  const refused: [what: string, make: (board: RaucBoard) => Promise<string>, expected: object][] = [
    [
      'with a flipped bit',
      async (board) => {
        const path = await board.bundle({ version: '1.0' })
        await flip(path)
        return path
      },
      { code: 'IMAGE_REFUSED', message: expect.stringContaining('signature verification failed') },
    ],
    [
      'that is cut off',
      async (board) => {
        const path = await board.bundle({ version: '1.0' })
        await shorten(path)
        return path
      },
      { code: 'IMAGE_REFUSED', message: expect.stringMatching(/RAUC does not accept the bundle: .+/) },
    ],
    [
      'that is none',
      async ({ folder }) => {
        await writeFile(`${folder}/none`, 'no bundle')
        return `${folder}/none`
      },
      { code: 'IMAGE_REFUSED' },
    ],
    [
      'signed by a stranger',
      (board) => board.bundle({ version: '1.0', stranger: true }),
      { code: 'IMAGE_REFUSED', message: expect.stringContaining('signature verification failed') },
    ],
    [
      'for another board',
      (board) => board.bundle({ version: '1.0', compatible: 'toaster' }),
      {
        code: 'INCOMPATIBLE',
        message: 'the bundle is made for "toaster", this device takes bundles for "example-board"',
      },
    ],
    [
      'without an image for the slot',
      (board) => board.bundle({ version: '1.0', slotClass: 'appfs' }),
      { code: 'IMAGE_REFUSED', message: 'the bundle has no image for slots of class rootfs' },
    ],
    [
      'with an image that is larger than the slot',
      (board) => board.bundle({ version: '1.0', imageSize: 9 * 1024 * 1024 }),
      { code: 'SLOT_TOO_SMALL', message: expect.stringContaining('has 9437184 bytes') },
    ],
  ]
  for (const [what, make, expected] of refused) {
    test(`${what} is refused before anything is changed`, async ({ scope }) => {
      const { board, installer } = await running(scope)
      const image = storedImage(await make(board))
      await expect(installer.inspect(image, 'b', signal)).rejects.toMatchObject(expected)
      await expect(installer.install(image, 'b', watchedOptions())).rejects.toMatchObject(expected)
      expect(await board.content('B')).toBe('factory')
    })
  }

  test('that refuses the device by itself is refused, with its words', async ({ scope }) => {
    const { board, installer } = await running(scope)
    const hook = { name: 'install-check', script: 'echo "not on a Monday" >&2; exit 10' } as const
    const image = storedImage(await board.bundle({ version: '1.0', hook }))
    await expect(installer.install(image, 'b', watchedOptions())).rejects.toMatchObject({
      code: 'IMAGE_REFUSED',
      message: expect.stringContaining('not on a Monday'),
    })
    expect(await board.content('B')).toBe('factory')
  })

  test('whose hook fails at the slot is a slot that could not be written', async ({ scope }) => {
    const { board, installer } = await running(scope)
    const hook = { name: 'pre-install', script: 'exit 1' } as const
    const image = storedImage(await board.bundle({ version: '1.0', hook }))
    const failure = { code: 'SLOT_WRITE_FAILED', message: expect.stringContaining('rootfs.1') }
    await expect(installer.install(image, 'b', watchedOptions())).rejects.toMatchObject(failure)
  })

  test('that is to be unpacked by Godwit fails identification', async ({ scope }) => {
    const { installer } = await running(scope)
    const planned = { ...storedImage('/bundle'), artifact: { sources: ['/bundle'], packed: 'gzip' as const } }
    await expect(installer.assertFits(planned, 'b')).rejects.toMatchObject({ code: 'INVALID_COMPONENT' })
  })
})

describeWithRauc('the slot that RAUC writes', () => {
  const cases: [what: string, slots: Record<Slot, string>, slot: Slot, message: string][] = [
    ['is not one it does not know', { a: 'rootfs.0', b: 'rootfs.7' }, 'b', 'RAUC knows no slot rootfs.7'],
    [
      'is not the one it runs from',
      { a: 'rootfs.0', b: 'rootfs.1' },
      'a',
      'the device runs from slot rootfs.0',
    ],
  ]
  for (const [what, slots, slot, message] of cases) {
    test(what, async ({ scope }) => {
      const board = await raucBoard(scope)
      board.startRauc()
      const { installer } = driverOn(board, { slots })
      const failure = { code: 'SLOT_WRITE_FAILED', message: expect.stringContaining(message) }
      await expect(installer.assertFits(storedImage('/bundle'), slot)).rejects.toMatchObject(failure)
    })
  }

  test('has to be the only one of its class beside the running one', async ({ scope }) => {
    const third = (text: string) => `${text}\n[slot.rootfs.2]\ndevice=/dev/null\ntype=raw\nbootname=C\n`
    const board = await raucBoard(scope, third)
    board.startRauc()
    const failure = { code: 'SLOT_WRITE_FAILED', message: expect.stringContaining('also has rootfs.2') }
    await expect(driverOn(board).installer.assertFits(storedImage('/bundle'), 'b')).rejects.toMatchObject(
      failure,
    )
  })
})

describeWithRauc("RAUC's configuration", () => {
  const wrong: [what: string, edit: (text: string) => string, message: string][] = [
    [
      'that lets it switch by itself',
      (text) => text.replace('activate-installed=false', ''),
      'activate-installed=false',
    ],
    [
      'that lets it skip images by its slot status',
      (text) => text.replace('bootname=B', 'bootname=B\ninstall-same=false'),
      'install-same=false in [slot.rootfs.1]',
    ],
  ]
  for (const [what, edit, message] of wrong) {
    test(`${what} is refused before the download`, async ({ scope }) => {
      const board = await raucBoard(scope, edit)
      board.startRauc()
      const failure = { code: 'SLOT_WRITE_FAILED', message: expect.stringContaining(message) }
      await expect(driverOn(board).installer.assertFits(storedImage('/bundle'), 'b')).rejects.toMatchObject(
        failure,
      )
    })
  }

  test('that lets it switch, unseen by the agent, has the switch taken back, and is told', async ({
    scope,
  }) => {
    const board = await raucBoard(scope, (text) => text.replace('activate-installed=false', ''))
    board.startRauc()
    const command = ['rauc', `--conf=${board.systemConfig}`]
    const { installer, bootControl, log } = driverOn(board, { command, systemConfig: undefined })
    const image = storedImage(await board.bundle({ version: '1.0' }))
    await installer.assertFits(image, 'b')
    await installer.install(image, 'b', watchedOptions())
    expect(await board.environment()).toMatchObject({ ORDER: 'A B', A_OK: '1', B_OK: '0' })
    expect(await bootControl.getState('b')).toBe('bad')
    expect(log.lines).toEqual([expect.stringContaining('warn RAUC has switched to the new slot by itself')])
  })
})

describeWithRauc('an installation in whose middle RAUC is killed', () => {
  test('begins anew when RAUC is back', async ({ scope }) => {
    const { board, rauc, installer, log } = await running(scope)
    const hold = board.hold('post-install')
    const image = storedImage(await board.bundle({ version: '1.0', hook: hold.hook }))
    const watched = watchedOptions()
    const installing = installer.install(image, 'b', watched)
    await hold.reached()
    await rauc.kill()
    await hold.release()
    board.startRauc()
    await installing
    expect(await board.content('B')).toBe('rootfs 1.0')
    expect(log.lines).toEqual(['warn RAUC ended in the middle of an installation; it begins anew'])
  })

  test('fails, and says that a retry can help, where RAUC stays away', async ({ scope }) => {
    const board = await raucBoard(scope)
    const rauc = board.startRauc()
    const patient = driverOn(board)
    await patient.bootControl.getCurrent() // it is up
    const { installer, bootControl } = driverOn(board, { restartTimeoutMs: 1_000 })
    const hold = board.hold('pre-install')
    const image = storedImage(await board.bundle({ version: '1.0', hook: hold.hook }))
    const installing = installer.install(image, 'b', watchedOptions())
    const failed = expect(installing).rejects.toMatchObject({
      code: 'SLOT_WRITE_FAILED',
      retryable: true,
      message: expect.stringContaining('RAUC does not answer on D-Bus'),
    })
    await hold.reached()
    await rauc.kill()
    await failed
    const silent = { code: 'BOOT_CONTROL_FAILED', retryable: true }
    await expect(bootControl.setState('b', 'bad')).rejects.toMatchObject(silent)
    board.startRauc()
    await hold.release()
    await patient.installer.install(image, 'b', watchedOptions())
    expect(await board.content('B')).toBe('rootfs 1.0')
  })

  test('is not believed of the slot status that the one before has left', async ({ scope }) => {
    const { board, rauc, installer } = await running(scope)
    const content = 'the same image'
    await installer.install(
      storedImage(await board.bundle({ version: '1.0', content })),
      'b',
      watchedOptions(),
    )
    const hold = board.hold('pre-install')
    const again = storedImage(await board.bundle({ version: '1.1', content, hook: hold.hook }))
    const notes = newScratch()
    const killed = watchedOptions(notes)
    const installing = installer.install(again, 'b', killed).catch(() => {})
    await hold.reached()
    await rauc.kill()
    await writeFile(board.slots.B, 'half-written\n', { flag: 'r+' })
    await hold.release()
    board.startRauc()
    await installing
    expect(await board.content('B')).toBe(content)
    expect(await explained(driverOn(board))).toMatchObject({ 'installs.b': '2', 'bundle.b': '1.1' })
  })
})

describeWithRauc('an installation in whose middle the agent is killed', () => {
  /** Begins one and leaves it alone, as a killed agent does: RAUC goes on. */
  async function abandoned(
    board: RaucBoard,
    image: StoredImage,
    notes: Scratch,
    reached: () => Promise<unknown>,
  ) {
    const stop = new AbortController()
    const installing = driverOn(board).installer.install(image, 'b', watchedOptions(notes, stop.signal))
    await reached()
    stop.abort(new Error('killed'))
    await expect(installing).rejects.toThrow('killed')
  }

  test('is joined by the next process, and not done twice', async ({ scope }) => {
    const { board } = await running(scope)
    const hold = board.hold('post-install')
    const image = storedImage(await board.bundle({ version: '1.0', hook: hold.hook }))
    const notes = newScratch()
    await abandoned(board, image, notes, hold.reached)
    const next = driverOn(board)
    const watched = watchedOptions(notes)
    const settled = next.installer.settle?.(watched)
    await hold.release()
    await settled
    expect(watched.told.at(-1)).toMatch(/^100 /)
    await next.installer.install(image, 'b', watched)
    expect(await board.content('B')).toBe('rootfs 1.0')
    expect(await explained(next)).toMatchObject({ 'installs.b': '1' })
  })

  test('is not done twice where it has ended meanwhile', async ({ scope }) => {
    const { board } = await running(scope)
    const hold = board.hold('post-install')
    const image = storedImage(await board.bundle({ version: '1.0', hook: hold.hook }))
    const notes = newScratch()
    await abandoned(board, image, notes, hold.reached)
    await hold.release()
    const next = driverOn(board)
    await next.bootControl.setState('b', 'bad') // waits
    await next.installer.install(image, 'b', watchedOptions(notes))
    expect(await explained(next)).toMatchObject({ 'installs.b': '1', 'bundle.b': '1.0' })
  })

  test('is followed by that of another bundle', async ({ scope }) => {
    const { board } = await running(scope)
    const hold = board.hold('post-install')
    const first = storedImage(await board.bundle({ version: '1.0', hook: hold.hook }))
    await abandoned(board, first, newScratch(), hold.reached)
    const next = driverOn(board)
    const installing = next.installer.install(
      storedImage(await board.bundle({ version: '2.0' })),
      'b',
      watchedOptions(),
    )
    await hold.release()
    await installing
    expect(await board.content('B')).toBe('rootfs 2.0')
    expect(await explained(next)).toMatchObject({ 'installs.b': '2' })
  })
})

describeWithRauc('boot control by RAUC', () => {
  test('switches, marks good and bad, and tells what runs', async ({ scope }) => {
    const { board, bootControl } = await running(scope)
    expect(await bootControl.getCurrent()).toBe('a')
    expect([await bootControl.getState('a'), await bootControl.getState('b')]).toEqual(['good', 'bad'])
    await bootControl.setPrimary('b')
    expect(await bootControl.getPrimary()).toBe('b')
    expect(await board.environment()).toMatchObject({ ORDER: 'B A', B_OK: '1', B_TRY: '0' })
    await bootControl.setState('b', 'bad')
    expect(await bootControl.getPrimary()).toBe('a')
    await board.setEnvironment({ A_TRY: '1' })
    expect(await bootControl.getState('a')).toBe('bad')
    await bootControl.setState('a', 'good')
    expect(await board.environment()).toMatchObject({ A_OK: '1', A_TRY: '0' })
  })

  test('takes the running slot for the primary one where no slot has tries left', async ({ scope }) => {
    const { board, bootControl } = await running(scope)
    await board.setEnvironment({ A_TRY: '1' })
    expect(await bootControl.getPrimary()).toBe('a')
  })

  test('takes any other slot that the device runs from for its rescue system', async ({ scope }) => {
    const board = await raucBoard(scope)
    board.startRauc('B')
    const { bootControl } = driverOn(board, { slots: { a: 'rootfs.0', b: 'rootfs.7' } })
    expect(await bootControl.getCurrent()).toBe('rescue')
    const failure = { code: 'BOOT_CONTROL_FAILED', message: expect.stringContaining('no slot rootfs.7') }
    await expect(bootControl.getState('b')).rejects.toMatchObject(failure)
  })

  test('waits for a RAUC that is not up yet', async ({ scope }) => {
    const board = await raucBoard(scope)
    const current = driverOn(board).bootControl.getCurrent()
    board.startRauc('B')
    expect(await current).toBe('b')
  })

  test('says so where there is no D-Bus', async ({ scope }) => {
    const board = await raucBoard(scope)
    const busAddress = `unix:path=${board.folder}/nowhere`
    const { bootControl } = driverOn(board, { busAddress, restartTimeoutMs: 0 })
    const failure = {
      code: 'BOOT_CONTROL_FAILED',
      retryable: true,
      message: expect.stringContaining('ENOENT'),
    }
    await expect(bootControl.getCurrent()).rejects.toMatchObject(failure)
  })
})
