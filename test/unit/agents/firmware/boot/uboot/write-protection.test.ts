import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { whileWritable } from '../../../../../../agents/firmware/boot/uboot/write-protection.ts'
import { test } from '../../../../../support/fixture.ts'
import { temporaryFolder } from '../../../../../support/temp.ts'

test.for([
  ['1\n', '0', '1'],
  ['0\n', '0\n', '0\n'],
] as const)(
  'a boot partition of an eMMC with force_ro %j is writable meanwhile',
  async ([set, during, after], { scope }) => {
    const folder = await temporaryFolder(scope, 'emmc')
    const device = path.join(folder, 'mmcblk0boot1')
    const forceReadOnly = path.join(folder, 'class/mmcblk0boot1/force_ro')
    await mkdir(path.dirname(forceReadOnly), { recursive: true })
    await writeFile(device, '')
    await writeFile(forceReadOnly, set)
    const seen = await whileWritable(
      device,
      () => readFile(forceReadOnly, 'utf8'),
      path.join(folder, 'class'),
    )
    expect([seen, await readFile(forceReadOnly, 'utf8')]).toEqual([during, after])
    const failing = whileWritable(device, () => Promise.reject(new Error('no')), path.join(folder, 'class'))
    await expect(failing).rejects.toThrow('no')
    expect(await readFile(forceReadOnly, 'utf8')).toBe(after)
  },
)

test('no other device has such a protection', async ({ scope }) => {
  const device = path.join(await temporaryFolder(scope, 'emmc'), 'mmcblk0p1')
  await writeFile(device, '')
  expect(await whileWritable(device, async () => 'done', '/nowhere')).toBe('done')
})
