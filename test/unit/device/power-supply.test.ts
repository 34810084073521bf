import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { openVolatileDisk } from '../../device/disk/volatile-disk.ts'
import { openPowerSupply } from '../../device/power-supply.ts'
import { test } from '../../support/fixture.ts'
import { startProcess } from '../../support/process.ts'
import type { Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

/** A device whose machine is a shell script in a folder of its own. */
async function deviceOf(scope: Scope, script: string, readyMs = 15_000) {
  const folder = await temporaryFolder(scope, 'power-supply')
  const base = join(folder, 'base')
  writeFileSync(base, Buffer.alloc(4096))
  const disk = openVolatileDisk({ base, layers: join(folder, 'layer'), seed: 1 })
  scope.defer(() => disk.close())
  const memory = join(folder, 'memory')
  const breakdowns: string[] = []
  const supply = openPowerSupply(scope, disk, {
    start: () => startProcess(scope, 'sh', ['-c', script], { cwd: folder, mayEnd: true }),
    forget: () => rmSync(memory, { force: true }),
    onBreakdown: ({ message }) => breakdowns.push(message),
    readyMs,
  })
  return { disk, supply, memory, breakdowns, breakDown: () => writeFileSync(join(folder, 'smoke'), '') }
}

const ready = `echo '"ready"'`
const untilSmoke = 'while [ ! -e smoke ]; do sleep 0.02; done'

test('a machine that resets itself is switched on again, until it is ready', async ({ scope }) => {
  const { supply } = await deviceOf(
    scope,
    `echo up; [ -e memory ] || { : >memory; exit 0; }; ${ready}; exec sleep 60`,
  )
  await supply.on()
  expect(supply.console()).toEqual(['up', 'up', '"ready"'])
})

test('one that resets itself over and over again is late, and what it said is told', async ({ scope }) => {
  const { supply } = await deviceOf(scope, 'echo GRUB is lost; sleep 0.05', 2_000)
  await expect(supply.on()).rejects.toThrow(/not ready after 2000 ms and [1-9]\d* resets:\nGRUB is lost\n/)
})

test('one that hangs is late, too', async ({ scope }) => {
  const { supply } = await deviceOf(scope, 'exec sleep 60', 300)
  await expect(supply.on()).rejects.toThrow(/not ready after 300 ms and 0 resets/)
})

test('one that breaks down on its way is told', async ({ scope }) => {
  const { supply, breakdowns } = await deviceOf(scope, 'echo no memory; exit 3')
  await expect(supply.on()).rejects.toThrow('the machine broke down with 3:\nno memory')
  expect(breakdowns).toHaveLength(1)
})

test('one that breaks down when it was ready is told to whoever waits, then and later', async ({ scope }) => {
  const { supply, breakdowns, breakDown } = await deviceOf(scope, `${ready}; ${untilSmoke}; exit 3`)
  await supply.on()
  const loss = supply.loss()
  breakDown()
  await expect(loss).rejects.toThrow('broke down with 3')
  await expect(supply.on()).rejects.toThrow('broke down with 3')
  expect(breakdowns).toHaveLength(1)
})

test('a machine goes with the power, and all that was in its memory', async ({ scope }) => {
  const { supply, disk, memory } = await deviceOf(scope, `echo on; : >memory; ${ready}; exec sleep 60`)
  await supply.on()
  const { seed } = disk.cut()
  expect((await supply.loss()).seed).toBe(seed)
  expect(existsSync(memory)).toBe(false)
  await supply.on()
  expect(supply.console()).toEqual(['on', '"ready"', 'on', '"ready"'])
})

test('a power cut on the way to ready ends the waiting for it', async ({ scope }) => {
  const { supply, disk } = await deviceOf(scope, 'exec sleep 60')
  const on = supply.on()
  disk.cut()
  await on
  expect(disk.isOn).toBe(false)
})
