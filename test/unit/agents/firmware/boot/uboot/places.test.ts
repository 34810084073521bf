import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parsePlaces } from '../../../../../../agents/firmware/boot/uboot/places.ts'

test('a line for each copy: the offset as in C, the size in hexadecimal', () => {
  const config = `# Device         offset   size    sector  count
/dev/mmcblk0       0x400000 0x4000
/dev/mmcblk0       4210688  4000    0x1000  4  # the second
/dev/never          0       1000
`
  expect(parsePlaces(config)).toEqual([
    { device: '/dev/mmcblk0', offset: 0x400000, size: 0x4000 },
    { device: '/dev/mmcblk0', offset: 0x404000, size: 0x4000 },
  ])
})

test('the example is understood', async () => {
  const example = path.join(import.meta.dirname, '../../../../../../examples/boot/fw_env.config')
  expect(parsePlaces(await readFile(example, 'utf8'))).toEqual([
    { device: '/dev/mmcblk0', offset: 0x400000, size: 0x4000 },
    { device: '/dev/mmcblk0', offset: 0x410000, size: 0x4000 },
  ])
})

test('one line means one copy; lines that are none are passed over', () => {
  expect(parsePlaces('  # indented\n\n/boot/uboot.env\n\t/boot/uboot.env 010 0x2000\r\n')).toEqual([
    { device: '/boot/uboot.env', offset: 8, size: 0x2000 },
  ])
})

test.each([
  ['', 'no line names a device'],
  ['uboot:\n  size: 0x4000\n', 'no line names a device'],
  ['/f 0 0', 'a size of 0 bytes'],
  ['/f -0x4000 0x4000', 'counted from the start'],
  ['/f 0 1000\n/f 0x1000 2000', 'not of the same size'],
  ['/f 0 2000\n/f 0x1000 2000', 'overlap'],
  ['/dev/mtd1 0 4000 10000', 'boot control "script"'],
  ['/dev/ubi0:env 0 4000', 'boot control "script"'],
])('%j is refused: %s', (config, message) => {
  expect(() => parsePlaces(config)).toThrow(message)
})
