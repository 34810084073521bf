import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { node, startProcess } from '../../support/process.ts'
import { newScope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { runCli } from '../cli/run.ts'

const script = fileURLToPath(new URL('gate-process.ts', import.meta.url))

async function store() {
  const scope = newScope()
  onTestFinished(() => scope.release())
  const stateDir = await temporaryFolder(scope, 'gate')
  const folder = path.join(stateDir, 'artifacts')
  return {
    stateDir,
    start: (settings: object, bytes: number | 'stay') =>
      startProcess(scope, node, [script, folder, JSON.stringify(settings), String(bytes)], { mayEnd: true }),
  }
}

test('two processes share one bandwidth limit', async () => {
  const { start } = await store()
  const began = performance.now()
  const both = [1, 2].map(() => start({ maxDownloadRate: 500_000 }, 1_000_000))
  for (const { exited } of both) expect(await exited).toMatchObject({ code: 0 })
  // Two megabytes at half a megabyte a second; a little may be caught up at the beginning.
  expect(performance.now() - began).toBeGreaterThan(3_500)
})

test('a turn ends with its process, however that dies', async () => {
  const { start } = await store()
  const first = start({ maxDownloads: 1 }, 'stay')
  await first.waitForLine(/^in$/)
  const second = start({ maxDownloads: 1 }, 0)
  await second.waitForLine(/^waits: another download is under way$/)
  await first.kill()
  await second.waitForLine(/^took 0$/)
})

test('a limit that is set while a download runs holds it up, and lets it go when it is taken away', async () => {
  const { stateDir, start } = await store()
  const limit = (...args: string[]) => runCli(['artifacts', 'limit', ...args, '--state-dir', stateDir])
  expect((await limit()).stdout).toContain('configured')
  expect(await limit('1kB')).toEqual({ code: 0, stdout: '1.0 kB/s\n', stderr: '' })
  const download = start({}, 1_000_000)
  await download.waitForLine(/^in$/)
  expect(JSON.parse((await limit('--json')).stdout)).toEqual({ maxDownloadRate: 1_000 })
  expect(download.isRunning()).toBe(true)
  expect((await limit('off')).stdout).toBe('no limit\n')
  expect(await download.exited).toMatchObject({ code: 0 })
  expect((await limit('default', '--json')).stdout).toBe('{"maxDownloadRate":null}\n')
})

test.each(['fast', '0', '-1'])('godwit artifacts limit %s is refused', async (rate) => {
  const { stateDir } = await store()
  const { code, stderr } = await runCli(['artifacts', 'limit', '--state-dir', stateDir, '--', rate])
  expect(code).toBe(2)
  expect(stderr).toMatch(/^godwit: /)
})

test('godwit artifacts limit makes no folder where the state folder is misspelt', async () => {
  const { stateDir } = await store()
  const elsewhere = path.join(stateDir, 'sate')
  const { code, stderr } = await runCli(['artifacts', 'limit', '1MB', '--state-dir', elsewhere])
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('--state-dir') })
  expect(existsSync(elsewhere)).toBe(false)
})
