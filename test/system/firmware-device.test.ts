/** The simulated device that the other firmware tests and the quickstart run on: its boot loader and its init. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const scripts = path.join(import.meta.dirname, '../../scripts/device')
const run = promisify(execFile)

async function device(slotB = 'image b') {
  const folder = await mkdtemp(path.join(tmpdir(), 'godwit-device-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = (name: string) => path.join(folder, name)
  await writeFile(file('slot.a'), 'image a')
  await writeFile(file('slot.b'), slotB)
  await writeFile(file('state.a'), 'good\n')
  const script = async (name: string, ...words: string[]) =>
    (await run(path.join(scripts, name), ['--device', folder, ...words])).stdout.trim()
  return {
    folder,
    bootControl: (...words: string[]) => script('boot-control', ...words),
    bootLoader: () => script('boot-loader'),
    reboot: (...words: string[]) => script('reboot', ...words),
    bootId: () => readFile(file('boot-id'), 'utf8'),
    mainPid: async () => Number(await readFile(file('main.pid'), 'utf8')),
  }
}

/** Switches the device on; each start of the main process is a line `main`. */
function powerOn(folder: string): { power: ChildProcess; line: (text: string) => Promise<string> } {
  const main = ['sh', '-c', 'echo main; exec sleep 600']
  const power = spawn(path.join(scripts, 'power-on'), ['--device', folder, ...main])
  onTestFinished(async () => {
    if (power.exitCode !== null) return
    power.kill('SIGTERM')
    await once(power, 'exit')
  })
  const lines = createInterface({ input: power.stdout })[Symbol.asyncIterator]()
  const line = async (text: string) => {
    for (;;) {
      const { done, value } = await lines.next()
      if (done) throw new Error(`the device ended without the line "${text}"`)
      if (value.includes(text)) return value
    }
  }
  return { power, line }
}

test('a device that nobody has touched runs from slot a', async () => {
  const { bootControl, bootLoader } = await device()
  await bootLoader()
  expect(await bootControl('get-current')).toBe('a')
  expect(await bootControl('get-primary')).toBe('a')
  expect(await bootControl('get-state', 'b')).toBe('bad')
})

test('a slot on trial is booted three times, then the other one; a committed one for ever', async () => {
  const { bootControl, bootLoader } = await device()
  await bootControl('set-state', 'b', 'bad')
  await bootControl('set-primary', 'b')
  const boots = []
  for (let boot = 0; boot < 4; boot += 1) {
    await bootLoader()
    boots.push(await bootControl('get-current'))
  }
  expect(boots).toEqual(['b', 'b', 'b', 'a'])
  await bootControl('set-primary', 'b')
  await bootControl('set-state', 'b', 'good')
  for (let boot = 0; boot < 4; boot += 1) await bootLoader()
  expect(await bootControl('get-current')).toBe('b')
})

test('an image that panics costs its tries within one power-on, then the old slot is up', async () => {
  const { bootControl, bootLoader } = await device('BROKEN image')
  await bootControl('set-primary', 'b')
  expect(await bootLoader()).toMatch(
    /slot b panics[\s\S]*slot b panics[\s\S]*slot b panics[\s\S]*slot a is up/,
  )
  expect(await bootControl('get-current')).toBe('a')
})

test('a slot marked bad is not tried any more', async () => {
  const { bootControl, bootLoader } = await device()
  await bootControl('set-primary', 'b')
  await bootControl('set-state', 'b', 'bad')
  await bootLoader()
  expect(await bootControl('get-current')).toBe('a')
})

test('each boot has an id of its own', async () => {
  const { bootId, bootLoader } = await device()
  await bootLoader()
  const first = await bootId()
  await bootLoader()
  expect(await bootId()).not.toBe(first)
})

test('wrong words are told, and change nothing', async () => {
  const { bootControl } = await device()
  await expect(bootControl('get-moon')).rejects.toThrow('unknown word "get-moon"')
  await expect(bootControl('set-primary', 'c')).rejects.toThrow('the slots are a and b, not "c"')
  await expect(bootControl('set-state', 'a', 'fine')).rejects.toThrow('a slot is good or bad, not "fine"')
  expect(await bootControl('get-state', 'a')).toBe('good')
})

for (const manner of [[], ['--force']]) {
  test(`a reboot ${manner.join('')} runs the boot loader, then the main process again`, async () => {
    const { folder, bootControl, bootId, reboot } = await device()
    const { line } = powerOn(folder)
    await line('main')
    const before = await bootId()
    await bootControl('set-primary', 'b')
    await reboot(...manner)
    await line('slot b is up')
    await line('main')
    expect(await bootId()).not.toBe(before)
  })
}

test('a killed main process is started again in the same boot', async () => {
  const { folder, bootId, mainPid } = await device()
  const { line } = powerOn(folder)
  await line('main')
  const before = await bootId()
  process.kill(await mainPid(), 'SIGKILL')
  await line('killed by signal 9')
  await line('main')
  expect(await bootId()).toBe(before)
})

test('switched off, the device ends its main process and stays off', async () => {
  const { folder, mainPid } = await device()
  const { power, line } = powerOn(folder)
  await line('main')
  const main = await mainPid()
  power.kill('SIGTERM')
  expect(await once(power, 'exit')).toEqual([0, null])
  expect(() => process.kill(main, 0)).toThrow('ESRCH')
})
