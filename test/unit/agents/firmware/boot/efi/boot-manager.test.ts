import { expect, test } from 'vitest'
import { efibootmgr, parseBootManager } from '../../../../../../agents/firmware/boot/efi/boot-manager.ts'

test('the output of efibootmgr is understood, old and new', () => {
  const lines = [
    'BootNext: 000a',
    'BootCurrent: 0001',
    'Timeout: 3 seconds',
    'BootOrder: 0001,000A,2001',
    'Boot0001* Godwit slot A',
    'Boot000A  slot b, not active\tHD(1,GPT,0815)/File(\\EFI\\b.efi)',
    'Boot2001* EFI USB Device\tRC',
    'MirroredPercentageAbove4G: 0.00',
  ]
  expect(parseBootManager(lines)).toEqual({
    current: '0001',
    next: '000A',
    order: ['0001', '000A', '2001'],
    entries: [
      { number: '0001', label: 'Godwit slot A', active: true },
      { number: '000A', label: 'slot b, not active', active: false },
      { number: '2001', label: 'EFI USB Device', active: true },
    ],
  })
})

test('firmware may have set nothing', () => {
  const lines = ['No BootOrder is set; firmware will attempt recovery']
  expect(parseBootManager(lines)).toEqual({ current: undefined, next: undefined, order: [], entries: [] })
})

test('a program that fails or is missing is named with what it said', async () => {
  await expect(efibootmgr('/bin/false').read()).rejects.toMatchObject({
    code: 'BOOT_CONTROL_FAILED',
    message: expect.stringContaining('/bin/false ended with status 1'),
  })
  await expect(efibootmgr('/no/efibootmgr').setNext('0001')).rejects.toMatchObject({
    code: 'BOOT_CONTROL_FAILED',
    message: expect.stringContaining('no such program'),
  })
})
