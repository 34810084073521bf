/** Boot control of UEFI by the real efibootmgr, on variables that are files in a folder. */
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, vi } from 'vitest'
import { efiBootControl } from '../../../agents/firmware/boot/efi/boot-control.ts'
import { test } from '../../support/fixture.ts'
import { isHere } from '../../support/programs.ts'
import type { Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

const global = '8be4df61-93ca-11d2-aa0d-00e098032b8c'

/** Firmware with a USB stick and the slots; `boot` is what it does with BootNext and BootOrder. */
async function firmware(scope: Scope) {
  const folder = await temporaryFolder(scope, 'efi')
  const file = (name: string) => path.join(folder, `${name}-${global}`)
  const write = (name: string, data: Buffer) => writeFile(file(name), Buffer.concat([attributes, data]))
  const attributes = Buffer.from([7, 0, 0, 0])
  const read = async (name: string) => {
    const bytes = (await readFile(file(name)).catch(() => Buffer.alloc(4))).subarray(4)
    return Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16LE(2 * index))
  }
  const numbers = (...list: number[]) => Buffer.from(new Uint16Array(list).buffer)
  const entry = (label: string, active = true) =>
    Buffer.concat([
      Buffer.from([active ? 1 : 0, 0, 0, 0, 4, 0]),
      Buffer.from(`${label}\0`, 'utf16le'),
      Buffer.from([0x7f, 0xff, 4, 0]),
    ])
  await write('Boot0001', entry('Godwit A'))
  await write('Boot0002', entry('Godwit B'))
  await write('Boot000A', entry('USB'))
  await write('BootOrder', numbers(10, 1))
  await write('BootCurrent', numbers(1))
  vi.stubEnv('EFIVARFS_PATH', `${folder}/`)
  scope.defer(() => vi.unstubAllEnvs())
  return {
    order: () => read('BootOrder'),
    next: () => read('BootNext'),
    deactivate: () => write('Boot0002', entry('Godwit B', false)),
    rename: (label: string) => write('Boot0002', entry(label)),
    changed: async () => (await stat(file('BootOrder'))).mtimeMs,
    async boot() {
      const [number = 0] = [
        ...(await read('BootNext')),
        ...(await read('BootOrder')).filter((one) => one !== 10),
      ]
      await rm(file('BootNext'), { force: true })
      await write('BootCurrent', numbers(number))
    },
  }
}

const settings = {
  entries: { a: 'Godwit A', b: '0002' },
  names: { a: 'A', b: 'B' },
  devices: { a: '/none/a', b: '/none/b' },
}
const failure = (message: string) =>
  expect.objectContaining({ code: 'BOOT_CONTROL_FAILED', message: expect.stringContaining(message) })

const efiTest = test.skipIf(!isHere('efibootmgr'))

efiTest('an update is tried once by BootNext, and committed in BootOrder', async ({ scope }) => {
  const machine = await firmware(scope)
  const control = efiBootControl(settings)
  expect([await control.getCurrent(), await control.getPrimary(), await control.getState('b')]).toEqual([
    'a',
    'a',
    'bad',
  ])
  await control.setState('b', 'bad')
  await control.setPrimary('b')
  expect([await machine.next(), await machine.order()]).toEqual([[2], [10, 1]])
  expect([
    await control.getPrimary(),
    await control.getState('b'),
    await control.attemptsLeft?.('b'),
  ]).toEqual(['b', 'bad', 1])
  await machine.boot()
  expect([await control.getCurrent(), await control.getPrimary(), await control.attemptsLeft?.('b')]).toEqual(
    ['b', 'a', 0],
  )
  await control.setState('b', 'good')
  expect(await machine.order()).toEqual([10, 2, 1])
  expect([
    await control.getPrimary(),
    await control.getState('b'),
    await control.attemptsLeft?.('b'),
  ]).toEqual(['b', 'good', undefined])
  expect(await control.explain?.()).toEqual({
    a: 'Boot0001 Godwit A',
    b: 'Boot0002 Godwit B',
    current: '0002',
    next: 'none',
    order: '000A,0002,0001',
  })
})

efiTest('a trial that is not committed is over with the next boot', async ({ scope }) => {
  const machine = await firmware(scope)
  const control = efiBootControl(settings)
  await control.setPrimary('b')
  await machine.boot()
  await machine.boot()
  expect([await control.getCurrent(), await control.getPrimary(), await control.getState('b')]).toEqual([
    'a',
    'a',
    'bad',
  ])
  // Which tells why it fell back, where nothing else does.
  expect(await control.attemptsLeft?.('b')).toBe(0)
})

efiTest('a switch that is taken back leaves nothing behind', async ({ scope }) => {
  const machine = await firmware(scope)
  const control = efiBootControl(settings)
  await control.setPrimary('b')
  await control.setPrimary('a')
  await control.setState('b', 'bad')
  expect([await machine.next(), await machine.order()]).toEqual([[], [10, 1]])
})

efiTest(
  'a good slot is preferred for ever, and nothing is written where nothing changes',
  async ({ scope }) => {
    const machine = await firmware(scope)
    const control = efiBootControl(settings)
    await control.setState('b', 'good')
    await control.setPrimary('a')
    expect(await machine.order()).toEqual([10, 1, 2])
    const changed = await machine.changed()
    await control.setPrimary('a')
    await control.setState('b', 'good')
    expect(await machine.changed()).toBe(changed)
  },
)

efiTest('entries that cannot be used are errors that name the way out', async ({ scope }) => {
  const machine = await firmware(scope)
  const control = (a: string, b: string) => efiBootControl({ ...settings, entries: { a, b } })
  await expect(control('Godwit A', 'Godwit C').getPrimary()).rejects.toEqual(failure('--create-only'))
  await expect(control('0001', 'Godwit A').getPrimary()).rejects.toEqual(failure('both slots'))
  await machine.deactivate()
  await expect(control('0001', '0002').setPrimary('b')).rejects.toEqual(failure('--bootnum 0002 --active'))
  await machine.rename('Godwit A')
  await expect(control('Godwit A', '0002').getPrimary()).rejects.toEqual(failure('configure its number'))
})
