import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import {
  type UbootSettings,
  ubootBootControl,
} from '../../../../../../agents/firmware/boot/uboot/boot-control.ts'
import { newerCopy, readImage, writeImage } from '../../../../../../agents/firmware/boot/uboot/image.ts'
import { withFileLock } from '../../../../../../agents/firmware/boot/uboot/lock.ts'
import { systemClock } from '../../../../../../platform/clock.ts'
import { test } from '../../../../../support/fixture.ts'
import type { Scope } from '../../../../../support/scope.ts'
import { temporaryFolder } from '../../../../../support/temp.ts'

const size = 0x1000
const factory = { bootcmd: 'run it', BOOT_ORDER: 'A B', BOOT_A_LEFT: '3', BOOT_B_LEFT: '0' }

/** A device whose environment has two copies in one file, both sound; the second counts. */
async function device(
  scope: Scope,
  entries: Record<string, string> = factory,
  more: Partial<UbootSettings> = {},
) {
  const folder = await temporaryFolder(scope, 'uboot')
  const file = path.join(folder, 'env')
  const configFile = path.join(folder, 'fw_env.config')
  const lockFile = path.join(folder, 'lock')
  const image = (counter: number) =>
    writeImage({ variables: new Map(Object.entries(entries)), counter }, size)
  await writeFile(file, Buffer.concat([image(255), image(0)]))
  await writeFile(configFile, `${file} 0 1000\n${file} 0x1000 1000\n`)
  const copies = async () => {
    const bytes = await readFile(file)
    return [readImage(bytes.subarray(0, size), true), readImage(bytes.subarray(size), true)]
  }
  const settings: UbootSettings = {
    configFile,
    lockFile,
    names: { a: 'A', b: 'B' },
    devices: { a: '/none/a', b: '/none/b' },
    ...more,
  }
  return {
    folder,
    file,
    configFile,
    lockFile,
    copies,
    control: ubootBootControl(settings),
    /** The variables that U-Boot would find. */
    async variables() {
      const found = await copies()
      return Object.fromEntries(found[newerCopy(found) ?? 0]?.variables ?? [])
    },
  }
}

test('an update goes from bad to trial to good', async ({ scope }) => {
  const { control, variables, file } = await device(scope)
  expect([await control.getPrimary(), await control.getState('a'), await control.getState('b')]).toEqual([
    'a',
    'good',
    'bad',
  ])
  await control.setPrimary('b')
  expect(await variables()).toMatchObject({
    BOOT_ORDER: 'B A',
    BOOT_B_LEFT: '3',
    BOOT_B_TRIAL: '1',
    BOOT_A_TRIAL: '0',
  })
  expect([
    await control.getPrimary(),
    await control.getState('b'),
    await control.attemptsLeft?.('b'),
  ]).toEqual(['b', 'bad', 3])
  const tried = { ...(await variables()), BOOT_B_LEFT: '0' } // as the boot script does, three times
  await writeFile(file, writeImage({ variables: new Map(Object.entries(tried)), counter: 9 }, size), {
    flag: 'r+',
  })
  expect([await control.getPrimary(), await control.attemptsLeft?.('b')]).toEqual(['a', 0])
  expect(await control.explain?.()).toMatchObject({
    b: 'on trial, attempts left: 0',
    condition: '2 of 2 copies sound',
  })
  await control.setState('b', 'good')
  expect(await variables()).toEqual({
    bootcmd: 'run it',
    BOOT_ORDER: 'B A',
    BOOT_A_LEFT: '3',
    BOOT_B_LEFT: '3',
    BOOT_A_TRIAL: '0',
    BOOT_B_TRIAL: '0',
  })
  expect([await control.getPrimary(), await control.getState('b')]).toEqual(['b', 'good'])
})

test('what RAUC has left is understood: a bad slot is not in the order, a good one has attempts left', async ({
  scope,
}) => {
  const { control } = await device(scope, { BOOT_ORDER: 'B', BOOT_A_LEFT: '3', BOOT_B_LEFT: '2' })
  expect([await control.getPrimary(), await control.getState('a'), await control.getState('b')]).toEqual([
    'b',
    'bad',
    'good',
  ])
})

test('an environment without these variables means slot a', async ({ scope }) => {
  const { control, variables } = await device(scope, { mine: '1' })
  expect([await control.getPrimary(), await control.getState('a'), await control.getState('b')]).toEqual([
    'a',
    'good',
    'bad',
  ])
  await control.setState('b', 'bad')
  expect(await variables()).toMatchObject({
    mine: '1',
    BOOT_ORDER: 'A B',
    BOOT_A_LEFT: '3',
    BOOT_B_LEFT: '0',
  })
})

test('names of slots and the number of attempts are free', async ({ scope }) => {
  const { control, variables } = await device(scope, {}, { names: { a: 'sys0', b: 'sys1' }, attempts: 1 })
  await control.setPrimary('b')
  expect(await variables()).toMatchObject({
    BOOT_ORDER: 'sys1 sys0',
    BOOT_sys1_LEFT: '1',
    BOOT_sys1_TRIAL: '1',
  })
  expect(() =>
    ubootBootControl({ names: { a: 'A', b: 'B' }, devices: { a: '', b: '' }, attempts: 10 }),
  ).toThrow('1 to 9')
})

test('a change writes the older copy alone, and nothing where nothing changes', async ({ scope }) => {
  const { control, copies, file } = await device(scope)
  const [, before] = await copies()
  await control.setPrimary('b')
  const [first, second] = await copies()
  expect([first?.counter, second]).toEqual([1, before])
  await utimes(file, 1, 1)
  await control.setPrimary('b')
  await control.setState('a', 'good')
  expect((await stat(file)).mtimeMs).toBe(1_000)
  await control.setState('b', 'good')
  expect((await copies()).map((copy) => copy?.counter)).toEqual([1, 2])
})

test.for([0, 1])(
  'while copy %i is broken, the other counts, and the broken one is written',
  async (at, { scope }) => {
    const { control, copies, file } = await device(scope)
    const bytes = await readFile(file)
    bytes.fill(0xff, at * size + 100, at * size + 200)
    await writeFile(file, bytes)
    expect(await control.explain?.()).toMatchObject({ condition: '1 of 2 copies sound' })
    await control.setPrimary('b')
    expect((await copies())[at]?.variables.get('BOOT_ORDER')).toBe('B A')
    expect(await control.getPrimary()).toBe('b')
  },
)

test('where no copy is sound the defaults are taken, if they are known', async ({ scope }) => {
  const { control, file, folder, configFile } = await device(scope)
  await writeFile(file, Buffer.alloc(2 * size))
  await expect(control.setPrimary('b')).rejects.toMatchObject({
    code: 'BOOT_CONTROL_FAILED',
    message: expect.stringContaining('saveenv'),
  })
  const defaultEnvironment = path.join(folder, 'u-boot-initial-env')
  await writeFile(defaultEnvironment, 'bootcmd=run it\n')
  const { control: knowing } = await device(scope, factory, { configFile, defaultEnvironment })
  expect(await knowing.explain?.()).toMatchObject({ condition: '0 of 2 copies sound; defaults are taken' })
  await knowing.setPrimary('b')
  const written = readImage((await readFile(file)).subarray(size), true)
  expect(Object.fromEntries(written?.variables ?? [])).toMatchObject({ bootcmd: 'run it', BOOT_ORDER: 'B A' })
})

test('a single copy is written in its place', async ({ scope }) => {
  const { control, configFile, file } = await device(scope)
  await writeFile(configFile, `${file} 0 1000\n`)
  await writeFile(file, writeImage({ variables: new Map(Object.entries(factory)), counter: undefined }, size))
  await control.setPrimary('b')
  expect(readImage(await readFile(file), false)?.variables.get('BOOT_ORDER')).toBe('B A')
})

test('a device that ends too early is an error', async ({ scope }) => {
  const { control, file } = await device(scope)
  await writeFile(file, Buffer.alloc(size + 5))
  await expect(control.getPrimary()).rejects.toMatchObject({
    code: 'BOOT_CONTROL_FAILED',
    message: expect.stringContaining('ends before'),
  })
})

test('a write waits for who holds the lock of fw_setenv', async ({ scope }) => {
  const { control, lockFile, variables } = await device(scope)
  const holder = spawn('flock', [lockFile, 'sh', '-c', 'echo locked; read line'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  scope.defer(() => holder.kill('SIGKILL'))
  await once(holder.stdout, 'data')
  let isDone = false
  const change = control.setPrimary('b').then(() => {
    isDone = true
  })
  // It is known to wait when the kernel says so.
  await expect.poll(() => readFile('/proc/locks', 'utf8')).toMatch(/-> FLOCK/)
  expect([isDone, (await variables()).BOOT_ORDER]).toEqual([false, 'A B'])
  holder.stdin.end('\n')
  await change
  expect((await variables()).BOOT_ORDER).toBe('B A')
})

test('a lock that is never given back is an error that may be tried again', async ({ scope }) => {
  const { lockFile } = await device(scope)
  const impatient = {
    ...systemClock,
    after: (_: number, callback: () => void) => systemClock.after(50, callback),
  }
  await withFileLock(lockFile, async () => {
    const second = withFileLock(lockFile, async () => 'done', impatient)
    await expect(second).rejects.toMatchObject({ code: 'BOOT_CONTROL_FAILED', retryable: true })
  })
  expect(await withFileLock(lockFile, async () => 'done')).toBe('done')
})

test('without a folder for the lock the work is done all the same', async () => {
  expect(await withFileLock('/nowhere/fw.lock', async () => 'done')).toBe('done')
})

test('what fails under the lock fails for the caller, and gives the lock back', async ({ scope }) => {
  const { lockFile } = await device(scope)
  const failing = withFileLock(lockFile, async () => {
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await withFileLock(lockFile, async () => 'done')).toBe('done')
})
