import { expect, test } from 'vitest'
import { GodwitError } from '../../../../spec/index.ts'
import { newDevice } from './device.ts'

const failing = async () => {
  throw new GodwitError('INTERNAL', 'broken')
}

/** What the store was told since the start. */
const told = (device: ReturnType<typeof newDevice>) => device.endings.slice(1)

test('an operation that is committed is ended in the artifact store, when its cleanup is done', async () => {
  const device = newDevice()
  await device.start()
  await device.desired()
  await device.untilStatus('IDENTIFIED')
  for (const [command, status] of [
    ['DOWNLOAD', 'DOWNLOAD_SUCCESS'],
    ['UPDATE', 'UPDATE_SUCCESS'],
    ['ACTIVATE', 'ACTIVATION_SUCCESS'],
  ] as const) {
    await device.command(command)
    await device.untilStatus(status)
  }
  expect(told(device)).toEqual([])
  await device.command('CLEANUP')
  await device.untilStatus('COMPLETED')
  expect(told(device)).toEqual(['end a (committed)'])
})

test.each([
  ['has nothing to do', { identify: async () => [] }, 'COMPLETED', 'end a (committed)'],
  ['cannot be identified', { identify: failing }, 'IDENTIFICATION_FAILED', 'end a'],
])('an operation that %s is ended, too', async (_, agent, status, ending) => {
  const device = newDevice(agent)
  await device.start()
  await device.desired()
  await device.untilStatus(status)
  expect(told(device)).toEqual([ending])
})

test.each([
  ['is only planned', {}],
  ['cannot be cleaned up', { cleanup: failing }],
])('an operation that %s is ended without a commit', async (_, agent) => {
  const device = newDevice(agent)
  await device.start()
  await device.desired()
  await device.untilStatus('IDENTIFIED')
  await device.command('CLEANUP')
  await device.untilStatus('INCOMPLETE')
  expect(told(device)).toEqual(['end a'])
})

test('an operation that gives way to a newer one is ended', async () => {
  const device = newDevice()
  await device.start()
  await device.desired('a')
  await device.untilStatus('IDENTIFIED')
  await device.desired('b')
  await device.untilStatus('SUPERSEDED')
  expect(told(device)).toEqual(['end a'])
})

test('a start ends what an earlier process has not ended, and goes on with the rest', async () => {
  const device = newDevice()
  await device.start()
  expect(device.endings).toEqual(['keep'])
  await device.desired('a')
  await device.untilStatus('IDENTIFIED')
  await device.command('CLEANUP', 'a')
  await device.untilStatus('INCOMPLETE')
  await device.desired('b')
  await device.until(
    'the second plan',
    () => device.statuses().filter((is) => is === 'IDENTIFIED').length === 2,
  )
  device.endings.length = 0
  await device.restart()
  expect(device.endings).toEqual(['end a', 'keep b'])
})
