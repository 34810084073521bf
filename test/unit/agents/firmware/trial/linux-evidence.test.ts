import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { linuxEvidence } from '../../../../../agents/firmware/trial/linux-evidence.ts'

async function machine(files: Record<string, string>) {
  const folder = await mkdtemp(path.join(tmpdir(), 'godwit-evidence-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true })
    await writeFile(path.join(folder, name), text)
  }
  const at = (name: string) => path.join(folder, name)
  return (bootReasonCommand?: string[]) =>
    linuxEvidence({
      buildIdFile: at('os-release'),
      bootReasonCommand,
      dumpFolders: [at('pstore'), at('systemd')],
      watchdogFolder: at('watchdog'),
    })
}

test('crash dumps are found in pstore, and where systemd has put them', async () => {
  const evidence = await machine({
    'pstore/dmesg-ramoops-0': 'one',
    'pstore/console-ramoops-0': 'no crash',
    'systemd/1700000000/dmesg.txt': 'two',
  })
  const dumps = await evidence().crashDumps()
  expect(dumps.map(({ text }) => text)).toEqual(['one', 'two'])
  expect(new Set(dumps.map(({ digest }) => digest)).size).toBe(2)
})

test('a watchdog that has reset the machine says so in its boot status', async () => {
  const quiet = await machine({ 'watchdog/watchdog0/bootstatus': '0\n' })
  expect(await quiet().watchdogReset()).toBe(false)
  const reset = await machine({
    'watchdog/watchdog0/bootstatus': '0\n',
    'watchdog/watchdog1/bootstatus': '32\n',
  })
  expect(await reset().watchdogReset()).toBe(true)
})

test('the build is named by BUILD_ID, or by a file of its own', async () => {
  const release = await machine({ 'os-release': 'NAME="Board OS"\nBUILD_ID="2026-11"\n' })
  expect(await release().buildId()).toBe('2026-11')
  expect(await (await machine({ 'os-release': 'abc-7\n' }))().buildId()).toBe('abc-7')
  expect(await (await machine({ 'os-release': 'NAME=x\n' }))().buildId()).toBeUndefined()
})

test('the board says why it booted by a command; one that fails says nothing', async () => {
  const evidence = await machine({})
  expect(await evidence(['sh', '-c', 'echo; echo watchdog']).bootReason()).toBe('watchdog')
  expect(await evidence(['sh', '-c', 'echo watchdog; exit 1']).bootReason()).toBeUndefined()
  expect(await evidence(['/no/such/program']).bootReason()).toBeUndefined()
})

test('a machine that keeps nothing tells nothing, without an error', async () => {
  const evidence = (await machine({}))()
  expect(await evidence.crashDumps()).toEqual([])
  expect(await evidence.watchdogReset()).toBe(false)
  expect(await evidence.buildId()).toBeUndefined()
  expect(await evidence.bootReason()).toBeUndefined()
})
