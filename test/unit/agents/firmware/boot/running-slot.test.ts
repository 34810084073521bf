import { expect, test } from 'vitest'
import { type KernelView, runningSlot } from '../../../../../agents/firmware/boot/running-slot.ts'

const settings = { names: { a: 'A', b: 'B' }, devices: { a: '/dev/vda2', b: '/dev/vda3' } }
const numbers: Record<string, string> = {
  '/dev/vda2': '254:2',
  '/dev/vda3': '254:3',
  '/dev/disk/by-partuuid/0815-03': '254:3',
  '/dev/disk/by-partlabel/slot-a': '254:2',
}

const kernel = (commandLine: string, rootDevice?: string): KernelView => ({
  commandLine: async () => commandLine,
  rootDevice: async () => rootDevice,
  deviceNumber: async (path) => numbers[path],
})

test.each([
  ['godwit.slot=B quiet\n', 'b'],
  ['quiet godwit.slot=a\n', 'a'],
  ['root=/dev/vda3 rauc.slot=A\n', 'a'],
  ['godwit.slot=A quiet godwit.slot=B\n', 'b'],
  ['board.slot=B godwit.slot=A\n', 'b'],
])('the boot script says it: %j', async (commandLine, slot) => {
  const found = await runningSlot(
    { ...settings, kernelParameter: 'board.slot' },
    kernel(commandLine, '254:9'),
  )
  expect(found).toBe(slot)
})

test('without its word the mounted root device tells', async () => {
  expect(await runningSlot(settings, kernel('quiet\n', '254:3'))).toBe('b')
  expect(await runningSlot(settings, kernel('godwit.slot=C root=/dev/vda3\n', '254:2'))).toBe('a')
})

test.each([
  ['root=/dev/vda2', 'a'],
  ['root=PARTUUID=0815-03 ro', 'b'],
  ['root=PARTLABEL=slot-a', 'a'],
])('below an overlay the root that the kernel was told counts: %s', async (commandLine, slot) => {
  expect(await runningSlot(settings, kernel(commandLine, '0:23'))).toBe(slot)
})

test.each(['root=UUID=1234 ro', 'root=LABEL=rootfs', 'quiet', ''])(
  'where nothing tells it is an error that names what was looked for: %j',
  async (commandLine) => {
    const message = expect.stringMatching(/godwit\.slot=A.*\/dev\/vda2.*\/dev\/vda3/)
    await expect(runningSlot(settings, kernel(commandLine, '0:23'))).rejects.toEqual(
      expect.objectContaining({ code: 'BOOT_CONTROL_FAILED', message }),
    )
  },
)
