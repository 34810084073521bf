import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { CampaignSummary } from '../../../spec/index.ts'
import { backendOn } from '../../support/backend.ts'
import { test } from '../../support/fixture.ts'
import { freePort } from '../../support/mosquitto.ts'
import { startGodwit } from '../../support/process.ts'
import { readyLine } from '../../support/system.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { connectWire } from '../../support/wire-client.ts'
import { runCli } from '../cli/run.ts'

const integrity = `sha256-${Buffer.alloc(32).toString('base64')}`
const source = 'https://me:secret@artifacts.example/app.tar'
const config = Object.entries({ source, integrity, size: '50000000' }).map(([key, value]) => ({ key, value }))
const desired = {
  domains: [{ id: 'software', components: [{ id: 'app', version: '1.2.0', config }] }],
}

/** Opens for a minute, twelve hours from now. */
function closedWindow() {
  const opens = new Date(Date.now() + 12 * 3_600_000)
  return { start: `${opens.getUTCMinutes()} ${opens.getUTCHours()} * * *`, length: '1m', timezone: 'UTC' }
}

test('a download that waits for its window is explained, paused, resumed and cancelled', async ({
  scope,
}) => {
  const folder = await temporaryFolder(scope, 'waiting')
  const port = await freePort()
  const url = `mqtt://127.0.0.1:${port}`
  const software = { installDir: join(folder, 'opt'), artifacts: { downloadWindow: closedWindow() } }
  const file = join(folder, 'up.json')
  await writeFile(
    file,
    JSON.stringify({ stateDir: join(folder, 'state'), embeddedBroker: { port }, agents: { software } }),
  )
  const up = startGodwit(scope, ['up', '--config', file])
  await up.waitForLine(readyLine)
  const backend = backendOn(await connectWire(scope, url), ['software'])
  const why = async () => {
    const { stdout } = await runCli(['why', '--json', '--broker', url])
    const [campaign] = JSON.parse(stdout) as CampaignSummary[]
    return campaign?.waits ?? []
  }
  const waitsForTheWindow = async () => (await why()).some(({ goesOnAt }) => goesOnAt !== undefined)

  await backend.apply('nightly', desired)
  await expect.poll(waitsForTheWindow, { timeout: 30_000 }).toBe(true)
  const [wait] = await why()
  expect(wait?.text).toMatch(
    /^software waits on purpose in DOWNLOAD: software:app 1\.2\.0, 0\.0 of 50\.0 MB, waits .*: the download window opens at /,
  )
  expect(wait?.goesOnAt).toBeGreaterThan(Date.now() + 11 * 3_600_000)
  const { stdout } = await runCli(['why', '--broker', url])
  expect(stdout).toMatch(/goes on in 1[12]h/)
  expect(stdout).not.toContain('secret')

  await backend.control('nightly', 'PAUSE')
  await expect.poll(async () => (await why())[0]?.for, { timeout: 30_000 }).toBe('resume')
  expect(await waitsForTheWindow()).toBe(false)
  await backend.control('nightly', 'RESUME')
  await expect.poll(waitsForTheWindow, { timeout: 30_000 }).toBe(true)
  await backend.control('nightly', 'CANCEL')
  expect(await backend.end('nightly')).toMatchObject({ status: 'INCOMPLETE', reason: { code: 'CANCELLED' } })
}, 180_000)
