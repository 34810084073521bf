/** The programs that run for long, as processes: how they start, stand alone, and end. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describeWithMosquitto, freePort, startMosquitto } from '../../support/mosquitto.ts'
import { startGodwit } from '../../support/process.ts'
import { newScope, type Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { connectWire } from '../../support/wire-client.ts'
import { runCli } from './run.ts'

const ready = /"msg":"ready"/
let scope: Scope
let folder = ''
let stateDir = ''

beforeEach(async () => {
  scope = newScope()
  folder = await temporaryFolder(scope, 'programs')
  stateDir = join(folder, 'state')
})
afterEach(() => scope.release())

async function configFile(config: object): Promise<string> {
  const file = join(folder, 'godwit.json')
  await writeFile(file, JSON.stringify(config))
  return file
}

describe('godwit up', () => {
  async function upConfig(): Promise<{ file: string; port: number }> {
    const port = await freePort()
    const agents = { software: { installDir: join(folder, 'apps') } }
    return { port, file: await configFile({ stateDir, embeddedBroker: { port }, agents }) }
  }

  test('runs broker, manager and agents, which the commands find by its own file', async () => {
    const { file } = await upConfig()
    const up = startGodwit(scope, ['up', '--config', file])
    await up.waitForLine(ready)
    const { code, stdout } = await runCli(['state', '--config', file])
    expect(stdout).toMatch(/^device-update-manager .*\n(.*\n)*software-update-agent /m)
    expect(code).toBe(0)
    expect(await runCli(['audit', 'verify', '--config', file])).toMatchObject({ code: 0 })
    expect(await up.stop()).toEqual({ code: 0, signal: null })
    expect(up.lines.at(-1)).toMatch(/"msg":"stopped"/)
  })

  test('is alone on its state folder, also after it was killed', async () => {
    const { file } = await upConfig()
    const first = startGodwit(scope, ['up', '--config', file])
    await first.waitForLine(ready)
    const second = await runCli(['up', '--config', file, '--embedded-broker-port', '0'])
    expect(second.stderr).toMatch(
      /^godwit: another godwit runs "manager" in .*state: stop it .*--state-dir of its own$/m,
    )
    expect(second.code).toBe(1)
    expect(first.isRunning()).toBe(true)
    await first.kill()
    const third = startGodwit(scope, ['up', '--config', file])
    await third.waitForLine(ready)
  })

  test('stops as a whole where a part cannot start', async () => {
    const { file } = await upConfig()
    const holder = startGodwit(scope, ['agent', 'software', '--state-dir', stateDir, '--install-dir', folder])
    await holder.waitForLine(/cannot connect|connected/)
    const { code, stderr } = await runCli(['up', '--config', file])
    expect(stderr).toMatch(/^godwit: another godwit runs "software" in /m)
    expect(code).toBe(1)
  })

  test('names the port that is in use, and what to do', async () => {
    const { file, port } = await upConfig()
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
    scope.defer(() => other.close())
    const { code, stderr } = await runCli(['up', '--config', file])
    expect(stderr).toMatch(
      /^godwit: .*127\.0\.0\.1:\d+: the port is in use; configure another port, or connection\.broker/m,
    )
    expect(code).toBe(1)
  })
})

describeWithMosquitto('godwit manager and godwit agent', () => {
  test('say that they are here, and that they are away, also when they are killed', async () => {
    const broker = await startMosquitto(scope)
    const wire = await connectWire(scope, broker.url)
    const presenceIs = (domain: string, online: boolean) =>
      wire.waitUntil(`presence of ${domain}`, () => {
        const last = wire.on(`${domain}update/presence`).at(-1)
        return last?.json?.payload?.online === online || undefined
      })
    const common = ['--broker', broker.url, '--state-dir', stateDir]
    const manager = startGodwit(scope, ['manager', ...common, '--domains', 'software'])
    const agent = startGodwit(scope, ['agent', 'software', ...common, '--install-dir', join(folder, 'apps')])
    await Promise.all([manager.waitForLine(ready), agent.waitForLine(ready)])
    await Promise.all([presenceIs('device', true), presenceIs('software', true)])
    await agent.kill()
    await presenceIs('software', false)
    expect(await manager.stop()).toEqual({ code: 0, signal: null })
    await presenceIs('device', false)
  })

  test("take Kanto's flags and variables, with one dash or two", async () => {
    const broker = await startMosquitto(scope)
    const wire = await connectWire(scope, broker.url)
    const flags = [
      '-mqtt-conn-broker',
      broker.url,
      '-domain=vehicle',
      '-domains',
      'body-ecu',
      '--state-dir',
      stateDir,
    ]
    const manager = startGodwit(scope, ['manager', ...flags], { env: { LOG_LEVEL: 'DEBUG' } })
    await manager.waitForLine(ready)
    await wire.waitFor('presence', ({ topic }) => topic === 'vehicleupdate/presence')
    await wire.waitFor('question', ({ topic }) => topic === 'bodyecuupdate/currentstate/get')
  })

  test('keep apart devices that share a broker', async () => {
    const broker = await startMosquitto(scope)
    const managers = ['device-1', 'device-2'].map((prefix) =>
      startGodwit(scope, [
        'manager',
        '--broker',
        broker.url,
        '--topic-prefix',
        prefix,
        '--state-dir',
        join(folder, prefix),
      ]),
    )
    await Promise.all(managers.map((manager) => manager.waitForLine(ready)))
    const { code } = await runCli(['why', '--broker', broker.url, '--topic-prefix', 'device-2'])
    expect(code).toBe(0)
    expect(managers.every((manager) => manager.isRunning())).toBe(true)
  })

  test('wait for a broker that is not there yet, and end at once when told to', async () => {
    const port = await freePort()
    const manager = startGodwit(scope, [
      'manager',
      '--broker',
      `mqtt://localhost:${port}`,
      '--state-dir',
      stateDir,
    ])
    await manager.waitForLine(/nobody listens there/)
    await startMosquitto(scope, { port })
    await manager.waitForLine(ready)
    const lonely = startGodwit(scope, [
      'manager',
      '--broker',
      'mqtt://localhost:1',
      '--state-dir',
      join(folder, 'other'),
    ])
    await lonely.waitForLine(/nobody listens there/)
    expect(await lonely.stop()).toEqual({ code: 0, signal: null })
  })

  test('keep their state from other users, and their log where they are told to', async () => {
    const broker = await startMosquitto(scope)
    const logFile = join(folder, 'logs', 'godwit.log')
    const args = ['manager', '--broker', broker.url, '--state-dir', stateDir, '--log-file', logFile]
    const manager = startGodwit(scope, args)
    const wire = await connectWire(scope, broker.url)
    await wire.waitFor('presence', ({ topic }) => topic === 'deviceupdate/presence')
    await manager.stop()
    expect(await readFile(logFile, 'utf8')).toMatch(ready)
    expect(manager.lines).toEqual([])
    expect((await stat(stateDir)).mode & 0o077).toBe(0)
  })
})

describeWithMosquitto('godwit check', () => {
  test('finds a device that is set up well, well', async () => {
    const broker = await startMosquitto(scope)
    const agents = { software: { installDir: join(folder, 'apps') } }
    const config = {
      stateDir,
      connection: { broker: broker.url },
      manager: { rebootCommand: 'true' },
      agents,
    }
    const file = await configFile(config)
    const up = startGodwit(scope, ['up', '--config', file])
    await up.waitForLine(ready)
    const { code, stdout } = await runCli(['check', '--config', file, '--json'])
    const findings = JSON.parse(stdout).map(({ what, ok }: { what: string; ok: boolean }) => [what, ok])
    // The folder of a test may well be in memory.
    expect(findings.filter(([what]: [string]) => what !== 'state folder')).toEqual([
      ['free space', true],
      ['boot id', true],
      ['reboot command', true],
      ['broker', true],
      ['manager', true],
      ['agent software', true],
    ])
    expect(code).toBe(findings.every(([, ok]: [string, boolean]) => ok) ? 0 : 1)
  })

  test('names each finding with its remedy', async () => {
    const broken = ['--boot-id-file', join(folder, 'none'), '--reboot-command', 'no-such-program']
    const { code, stdout } = await runCli([
      'check',
      '--state-dir',
      stateDir,
      '--broker',
      'mqtt://localhost:1',
      ...broken,
    ])
    expect(stdout).toMatch(/^BAD {3}boot id .*\n +→ .*--boot-id-file$/m)
    expect(stdout).toMatch(/^BAD {3}reboot command .*no-such-program\n +→ .*--reboot-command$/m)
    expect(stdout).toMatch(/^BAD {3}broker .*nobody listens there.*\n +→ .*--broker/m)
    expect(code).toBe(1)
  })
})

test('what is in the way of a start is named in one line, with exit 1', async () => {
  await writeFile(join(folder, 'file'), '')
  const broken: [string[], RegExp][] = [
    [['--state-dir', join(folder, 'file/state')], /cannot use the state folder .*file\/state: .*--state-dir/],
    [
      ['--state-dir', stateDir, '--boot-id-file', join(folder, 'none')],
      /cannot tell one boot from another: .*--boot-id-file/,
    ],
    [
      ['--state-dir', stateDir, '--log-file', join(folder, 'file/log')],
      /cannot open the log file .*file\/log/,
    ],
  ]
  for (const [args, names] of broken) {
    const { code, stderr } = await runCli(['manager', '--broker', 'mqtt://localhost:1', ...args])
    expect(stderr).toMatch(names)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(code).toBe(1)
  }
})
