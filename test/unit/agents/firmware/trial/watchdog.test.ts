import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createWatchdog } from '../../../../../agents/firmware/trial/watchdog.ts'
import { newSimulatedClock } from '../../../../simulation/sim-clock.ts'
import { silentLog } from '../fixture.ts'

/** A file in place of the device keeps what was written to it. */
async function fixture() {
  const folder = await mkdtemp(path.join(tmpdir(), 'godwit-watchdog-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const device = path.join(folder, 'watchdog')
  await writeFile(device, '')
  const clock = newSimulatedClock()
  const watchdog = createWatchdog({ device, intervalMs: 5_000 }, { clock, log: silentLog })
  return { device, clock, watchdog, said: () => readFile(device, 'utf8') }
}

test('it is told again and again that all is well, and disarmed with its magic letter', async () => {
  const { clock, watchdog, said } = await fixture()
  await watchdog.arm()
  await watchdog.arm()
  expect(await said()).toBe('\0')
  clock.advance(5_000)
  await expect.poll(said).toBe('\0\0')
  await expect.poll(() => clock.pending()).toBe(1)
  await watchdog.disarm()
  await watchdog.disarm()
  expect(await said()).toBe('\0\0V')
  expect(clock.pending()).toBe(0)
})

test('it is left armed for whoever comes next', async () => {
  const { clock, watchdog, said } = await fixture()
  await watchdog.arm()
  await watchdog.leave()
  expect(await said()).toBe('\0')
  expect(clock.pending()).toBe(0)
})

test('a device that is not there is an error that names it, and can be tried again', async () => {
  const { device, watchdog } = await fixture()
  await rm(device)
  await rm(path.dirname(device), { recursive: true })
  const refused = { code: 'WATCHDOG_FAILED', message: expect.stringContaining(device) }
  await expect(watchdog.arm()).rejects.toMatchObject(refused)
  await expect(watchdog.arm()).rejects.toMatchObject(refused)
})
