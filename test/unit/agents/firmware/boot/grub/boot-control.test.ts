import { readFile, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { grubBootControl } from '../../../../../../agents/firmware/boot/grub/boot-control.ts'
import { test } from '../../../../../support/fixture.ts'
import type { Scope } from '../../../../../support/scope.ts'
import { temporaryFolder } from '../../../../../support/temp.ts'

const factory = 'A_TRIAL=0\nA_TRY=0\nA_OK=1\nB_TRIAL=0\nB_TRY=0\nB_OK=0\nORDER=A B\n'
const block = (body: string) => `# GRUB Environment Block\n${body}`.padEnd(1024, '#')

async function device(scope: Scope, body = factory, names = { a: 'A', b: 'B' }) {
  const environment = path.join(await temporaryFolder(scope, 'grubenv'), 'grubenv')
  await writeFile(environment, block(body))
  const control = grubBootControl({ environment, names, devices: { a: '/none/a', b: '/none/b' } })
  const lines = async () =>
    (await readFile(environment, 'latin1')).replace(/#+$/, '').split('\n').slice(1, -1)
  const edit = async (from: string, to: string) =>
    writeFile(environment, (await readFile(environment, 'latin1')).replace(from, to))
  return { environment, control, lines, edit }
}

const failure = (message: string) =>
  expect.objectContaining({ code: 'BOOT_CONTROL_FAILED', message: expect.stringContaining(message) })

test('an update goes from bad to trial to good', async ({ scope }) => {
  const { control, lines, edit } = await device(scope)
  expect([await control.getPrimary(), await control.getState('a'), await control.getState('b')]).toEqual([
    'a',
    'good',
    'bad',
  ])
  expect(await control.attemptsLeft?.('b')).toBeUndefined()

  await control.setPrimary('b')
  expect(await lines()).toEqual([
    'A_TRIAL=0',
    'A_TRY=0',
    'A_OK=1',
    'B_TRIAL=1',
    'B_TRY=0',
    'B_OK=1',
    'ORDER=B A',
  ])
  expect([
    await control.getPrimary(),
    await control.getState('b'),
    await control.attemptsLeft?.('b'),
  ]).toEqual(['b', 'bad', 1])

  await edit('B_TRY=0', 'B_TRY=1') // as the boot script does
  expect([
    await control.getPrimary(),
    await control.getState('b'),
    await control.attemptsLeft?.('b'),
  ]).toEqual(['a', 'bad', 0])
  expect(await control.explain?.()).toMatchObject({
    a: 'good',
    b: 'on trial, attempts left: 0',
    condition: 'whole',
  })

  await control.setState('b', 'good')
  expect(await lines()).toEqual([
    'A_TRIAL=0',
    'A_TRY=0',
    'A_OK=1',
    'B_TRIAL=0',
    'B_TRY=0',
    'B_OK=1',
    'ORDER=B A',
  ])
  expect([await control.getPrimary(), await control.getState('b')]).toEqual(['b', 'good'])
})

test('a good slot is preferred without a trial', async ({ scope }) => {
  const { control, lines } = await device(scope, factory.replace('B_OK=0', 'B_OK=1'))
  await control.setPrimary('b')
  expect(await lines()).toContain('B_TRIAL=0')
  expect([await control.getPrimary(), await control.getState('b')]).toEqual(['b', 'good'])
})

test('of a primary slot that becomes bad, the other takes its place', async ({ scope }) => {
  const { control } = await device(scope)
  await control.setPrimary('b')
  await control.setState('b', 'bad')
  expect([await control.getPrimary(), await control.getState('b')]).toEqual(['a', 'bad'])
})

test('where no slot may be booted, the preferred one is the primary', async ({ scope }) => {
  const { control } = await device(scope, 'A_OK=0\nB_OK=0\nORDER=B A\n')
  expect(await control.getPrimary()).toBe('b')
})

test('an environment without variables means slot a, and gets them with the first change', async ({
  scope,
}) => {
  const { control, lines } = await device(scope, 'mine=1\n')
  expect([await control.getPrimary(), await control.getState('a'), await control.getState('b')]).toEqual([
    'a',
    'good',
    'bad',
  ])
  await control.setState('b', 'bad')
  expect(await lines()).toEqual([...factory.trimEnd().split('\n'), 'mine=1'])
})

test('what others keep in the environment stays', async ({ scope }) => {
  const { control, lines } = await device(scope, `saved_entry=0\n${factory}note=a\\\\b\n`)
  await control.setPrimary('b')
  expect((await lines()).slice(-2)).toEqual(['saved_entry=0', 'note=a\\\\b'])
})

test('slots may have other names', async ({ scope }) => {
  const { control, lines } = await device(scope, '', { a: 'system0', b: 'system1' })
  await control.setPrimary('b')
  expect(await lines()).toContain('ORDER=system1 system0')
  expect(await control.getPrimary()).toBe('b')
})

test('a change alters one sector of the disk, however full the block is', async ({ scope }) => {
  const { control, environment } = await device(scope, `other=${'x'.repeat(800)}\n${factory}`)
  await control.setState('b', 'bad')
  const before = await readFile(environment)
  const changes = [
    () => control.setPrimary('b'),
    () => control.setState('b', 'good'),
    () => control.setState('a', 'bad'),
    () => control.setPrimary('a'),
  ]
  for (const change of changes) {
    await change()
    const after = await readFile(environment)
    expect(after.equals(before)).toBe(false)
    expect(after.subarray(512)).toEqual(before.subarray(512))
  }
})

test('the file stays the same file, and is not written where nothing changes', async ({ scope }) => {
  const { control, environment } = await device(scope)
  const { ino } = await stat(environment)
  await control.setPrimary('b')
  await utimes(environment, 1, 1)
  await control.setPrimary('b')
  await control.setState('a', 'good')
  expect(await stat(environment)).toMatchObject({ ino, mtimeMs: 1_000, size: 1024 })
})

test.for([0, 300, 512, 1023])(
  'one that was cut at byte %i is read from its copy, and made whole by the next change',
  async (size, { scope }) => {
    const { control, environment, lines } = await device(scope, `${factory}mine=1\n`)
    await control.setPrimary('b')
    const written = await readFile(environment)
    await truncate(environment, size)
    expect([await control.getPrimary(), await control.attemptsLeft?.('b')]).toEqual(['b', 1])
    expect(await control.explain?.()).toMatchObject({ condition: 'broken; read from its copy' })
    await control.setPrimary('b')
    expect(await readFile(environment)).toEqual(written)
    expect(await lines()).toContain('mine=1')
  },
)

test('the copy is written last: where it cannot be, the switch has been made', async ({ scope }) => {
  const { control, environment } = await device(scope)
  await symlink('/dev/full', `${environment}.copy`)
  await expect(control.setPrimary('b')).rejects.toEqual(failure('ENOSPC'))
  expect(await control.getPrimary()).toBe('b')
})

test('a broken one without a copy is an error that names the way out', async ({ scope }) => {
  const { control, environment } = await device(scope)
  await writeFile(environment, '')
  await expect(control.setPrimary('b')).rejects.toEqual(failure(`grub-editenv ${environment} create`))
  expect((await stat(environment)).size).toBe(0)
})

test('a file that is longer than a block is left alone, copy or not', async ({ scope }) => {
  const { control, environment } = await device(scope)
  await control.setPrimary('b')
  await writeFile(environment, 'menuentry '.repeat(200))
  await expect(control.setPrimary('a')).rejects.toEqual(failure('broken'))
  expect((await stat(environment)).size).toBe(2000)
})

test('one that is missing is not made: its partition may not be mounted', async ({ scope }) => {
  const { control, environment } = await device(scope)
  await rm(environment)
  await expect(control.setPrimary('b')).rejects.toEqual(failure('ENOENT'))
  await expect(stat(environment)).rejects.toThrow('ENOENT')
})

test('changes at the same time are all made', async ({ scope }) => {
  const { control } = await device(scope)
  await Promise.all([control.setState('b', 'good'), control.setState('a', 'bad'), control.setPrimary('b')])
  expect([await control.getPrimary(), await control.getState('a'), await control.getState('b')]).toEqual([
    'b',
    'bad',
    'good',
  ])
})
