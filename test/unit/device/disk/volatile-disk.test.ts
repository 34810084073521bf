import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { openDiskLog, recordDiskLog } from '../../../device/disk/disk-log.ts'
import { PowerIsOff } from '../../../device/disk/disk-power.ts'
import { type DiskOptions, openVolatileDisk, type VolatileDisk } from '../../../device/disk/volatile-disk.ts'
import { test } from '../../../support/fixture.ts'
import type { Scope } from '../../../support/scope.ts'
import { temporaryFolder } from '../../../support/temp.ts'

const sectors = 64
const filled = (letter: string, count = 1) => Buffer.alloc(512 * count, letter)

async function newDisk(scope: Scope, options: Partial<DiskOptions> = {}) {
  const folder = await temporaryFolder(scope, 'disk')
  const base = join(folder, 'base')
  writeFileSync(base, Buffer.alloc(512 * sectors, '.'))
  const disk = openVolatileDisk({ base, layers: join(folder, 'layer'), seed: 1, ...options })
  scope.defer(() => disk.close())
  return { disk, base, folder }
}

/** One letter for each sector. */
function letters(disk: VolatileDisk): string {
  const bytes = disk.read({ offset: 0, length: disk.size })
  return Array.from({ length: sectors }, (_, sector) => {
    const letter = bytes[sector * 512] ?? 0
    return letter === 0 ? '0' : String.fromCharCode(letter)
  }).join('')
}

test('what was written is read at once, and the image it starts from stays', async ({ scope }) => {
  const { disk, base } = await newDisk(scope)
  disk.write(filled('a', 2), 512)
  disk.flush()
  disk.write(filled('b'), 1024)
  disk.zero({ offset: 2048, length: 1024 })
  expect(letters(disk).slice(0, 8)).toBe('.ab.00..')
  expect(readFileSync(base).every((byte) => byte === '.'.charCodeAt(0))).toBe(true)
})

test('a power cut never takes what a flush has covered, nor a write that was durable by itself', async ({
  scope,
}) => {
  for (let seed = 0; seed < 200; seed += 1) {
    const { disk } = await newDisk(scope, { seed })
    disk.write(filled('a', 8), 0)
    disk.flush()
    disk.write(filled('x', 4), 4096)
    disk.write(filled('d', 2), 5120, true)
    disk.cut()
    disk.powerOn()
    expect(letters(disk)).toMatch(/^aaaaaaaa[.x]{2}dd\.+$/)
    disk.close()
  }
})

test('a write that the power goes on is not durable yet, though it was to be so by itself', async ({
  scope,
}) => {
  const left = new Set<string>()
  for (let seed = 0; seed < 40; seed += 1) {
    const { disk } = await newDisk(scope, { seed })
    disk.arm({ on: 'write', number: 2 })
    disk.write(filled('a'), 512, true)
    disk.write(filled('b'), 0, true)
    expect(disk.isOn).toBe(false)
    disk.powerOn()
    left.add(letters(disk).slice(0, 2))
    disk.close()
  }
  expect([...left].sort()).toEqual(['.a', 'ba'])
})

test('of unsynced writes to one sector any may be the last one to land, but never an older one over a newer one', async ({
  scope,
}) => {
  const seen = new Set<string>()
  for (let seed = 0; seed < 300; seed += 1) {
    const { disk } = await newDisk(scope, { seed })
    disk.write(filled('a', 2), 0)
    disk.write(filled('b', 2), 0, true)
    disk.write(filled('c'), 0)
    disk.write(filled('d'), 0)
    disk.cut()
    disk.powerOn()
    seen.add(letters(disk).slice(0, 2))
    disk.close()
  }
  expect([...seen].sort()).toEqual(['bb', 'cb', 'db'])
})

test('the same commands and the same seed leave the same bytes, cut after cut', async ({ scope }) => {
  const play = async () => {
    const { disk } = await newDisk(scope, { seed: 7 })
    const states: string[] = []
    for (let cut = 0; cut < 5; cut += 1) {
      for (let sector = 0; sector < sectors - 1; sector += 3) disk.write(filled(String(cut), 2), sector * 512)
      states.push(JSON.stringify(disk.cut()))
      disk.powerOn()
      states.push(letters(disk))
    }
    return states
  }
  const states = await play()
  expect(await play()).toEqual(states)
  expect(new Set(states).size).toBeGreaterThan(5)
})

test('without power every command is refused, until it is back', async ({ scope }) => {
  const { disk } = await newDisk(scope)
  const cuts: number[] = []
  disk.onCut(({ unsyncedWrites }) => cuts.push(unsyncedWrites))
  disk.write(filled('a'), 0)
  disk.cut()
  expect(cuts).toEqual([1])
  expect(() => disk.write(filled('a'), 0)).toThrow(PowerIsOff)
  expect(() => disk.read({ offset: 0, length: 512 })).toThrow(PowerIsOff)
  expect(() => disk.flush()).toThrow(PowerIsOff)
  expect(() => disk.cut()).toThrow(PowerIsOff)
  disk.powerOn()
  disk.write(filled('b'), 0)
  expect(letters(disk)[0]).toBe('b')
})

test('the power goes at the write that was named, counted in a partition, from the arming on', async ({
  scope,
}) => {
  const { disk } = await newDisk(scope)
  disk.write(filled('a'), 4096)
  disk.arm({ on: 'write', number: 2, within: { offset: 4096, length: 4096 } })
  disk.write(filled('b'), 0)
  disk.write(filled('c'), 4096)
  disk.flush()
  disk.write(filled('d'), 3584)
  expect(disk.isOn).toBe(true)
  disk.write(filled('e', 2), 3584)
  expect(disk.isOn).toBe(false)
  disk.powerOn()
  expect(letters(disk).slice(0, 9)).toMatch(/^b......[.de][ce]/)
})

test('the power goes before the flush that was named has done anything, or when it was answered', async ({
  scope,
}) => {
  const left = new Set<string>()
  for (let seed = 0; seed < 40; seed += 1) {
    const { disk } = await newDisk(scope, { seed })
    disk.arm({ on: 'flush', number: 1, when: 'before' })
    disk.write(filled('a'), 0)
    disk.flush()
    expect(disk.isOn).toBe(false)
    disk.powerOn()
    left.add(letters(disk)[0] ?? '')
    disk.close()
  }
  expect([...left].sort()).toEqual(['.', 'a'])

  const { disk } = await newDisk(scope)
  disk.arm({ on: 'flush', number: 1, when: 'answered' })
  disk.write(filled('a'), 0)
  disk.answered()
  disk.flush()
  expect(disk.isOn).toBe(true)
  disk.answered()
  expect(disk.isOn).toBe(false)
  disk.powerOn()
  expect(letters(disk)[0]).toBe('a')
})

test('a full cache writes its older half to the medium by itself', async ({ scope }) => {
  const { disk } = await newDisk(scope, { cacheBytes: 4 * 512 })
  for (let sector = 0; sector < 5; sector += 1) disk.write(filled('a'), sector * 512)
  expect(disk.cut()).toMatchObject({ unsyncedWrites: 2, unsyncedBytes: 1024 })
  disk.powerOn()
  expect(letters(disk).slice(0, 6)).toMatch(/^aaa[.a]{2}\./)
})

test('what is no sector of the disk is refused', async ({ scope }) => {
  const { disk } = await newDisk(scope)
  expect(() => disk.write(Buffer.alloc(100), 0)).toThrow(RangeError)
  expect(() => disk.read({ offset: 512 * sectors, length: 512 })).toThrow(RangeError)
  expect(() => disk.zero({ offset: 10, length: 512 })).toThrow(RangeError)
})

test('the log holds all that was written, flushed and marked, in order', async ({ scope }) => {
  const file = join(await temporaryFolder(scope, 'log'), 'log')
  const log = recordDiskLog(file)
  const { disk } = await newDisk(scope, { log })
  disk.write(filled('a', 2), 1024)
  log.marker('ACTIVATING')
  disk.zero({ offset: 0, length: 512 })
  disk.flush()
  disk.write(filled('b'), 0, true)
  log.close()
  const recorded = openDiskLog(file)
  scope.defer(() => recorded.close())
  expect(recorded.events).toEqual([
    { is: 'write', offset: 1024, length: 1024, at: 0, durable: false },
    { is: 'marker', name: 'ACTIVATING' },
    { is: 'write', offset: 0, length: 512, durable: false },
    { is: 'flush' },
    { is: 'write', offset: 0, length: 512, at: 1024, durable: true },
  ])
  const written = recorded.events.filter((event) => event.is === 'write')
  expect(written.map((event) => recorded.dataOf(event)?.toString('utf8', 0, 3))).toEqual([
    'aaa',
    undefined,
    'bbb',
  ])
})
