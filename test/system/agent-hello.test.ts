/** The agent of docs/writing-an-agent.md, as its author would run it: against the built package and a real broker. */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { DesiredState } from '../../spec/index.ts'
import { type ArtifactServer, startArtifactServer } from '../support/artifact-server.ts'
import { test } from '../support/fixture.ts'
import { describeWithMosquitto, startMosquitto } from '../support/mosquitto.ts'
import { node, type RunningProcess, startProcess } from '../support/process.ts'
import type { Scope } from '../support/scope.ts'
import { startSystem } from '../support/system.ts'
import { temporaryFolder } from '../support/temp.ts'
import { connectWire, type Recorded, type WireClient } from '../support/wire-client.ts'

interface Device {
  wire: WireClient
  server: ArtifactServer
  /** The greeting in use. */
  greeting(): Promise<string>
  /** Resolves when the agent is connected. */
  start(): Promise<RunningProcess>
  desired(version: string, text: string): DesiredState
  desire(activityId: string, version: string, text: string): Promise<void>
  command(activityId: string, command: string): Promise<void>
  status(activityId: string, status: string): Promise<unknown>
}

async function newDevice(scope: Scope, url?: string): Promise<Device> {
  const broker = url ?? (await startMosquitto(scope)).url
  const folder = await temporaryFolder(scope, 'hello')
  const bootIdFile = join(folder, 'boot-id')
  await writeFile(bootIdFile, 'boot-1\n')
  const server = await startArtifactServer(scope)
  const wire = await connectWire(scope, broker)
  const env = {
    HELLO_FOLDER: join(folder, 'greetings'),
    GODWIT_BROKER: broker,
    GODWIT_STATE_DIR: join(folder, 'state'),
    GODWIT_BOOT_ID_FILE: bootIdFile,
  }
  const device: Device = {
    wire,
    server,
    greeting: () => readFile(join(env.HELLO_FOLDER, 'hello'), 'utf8'),
    async start() {
      const seen = wire.messages.length
      const agent = startProcess(scope, node, ['examples/agent-hello/agent.ts'], { env, name: 'the agent' })
      const online = ({ index, topic, json }: Recorded) =>
        index >= seen && topic === 'helloupdate/presence' && json?.payload.online
      await wire.waitFor('presence', online)
      return agent
    },
    desired(version, text) {
      server.put(`hello-${version}`, Buffer.from(text))
      const config = [
        { key: 'source', value: server.url(`hello-${version}`) },
        { key: 'integrity', value: `sha256-${createHash('sha256').update(text).digest('base64')}` },
      ]
      return { domains: [{ id: 'hello', components: [{ id: 'hello', version, config }] }] }
    },
    desire: (activityId, version, text) =>
      wire.publish('helloupdate/desiredstate', activityId, device.desired(version, text)),
    command: (activityId, command) =>
      wire.publish('helloupdate/desiredstate/command', activityId, { command }),
    status: (activityId, status) =>
      wire.waitFor(
        `${status} of ${activityId}`,
        ({ topic, json }) =>
          topic === 'helloupdate/desiredstatefeedback' &&
          json?.activityId === activityId &&
          json.payload.status === status,
      ),
  }
  return device
}

const phases = [
  ['DOWNLOAD', 'DOWNLOAD_SUCCESS'],
  ['UPDATE', 'UPDATE_SUCCESS'],
  ['ACTIVATE', 'ACTIVATION_SUCCESS'],
  ['CLEANUP', 'COMPLETED'],
] as const

async function carryOut(device: Device, activityId: string, version: string, text: string): Promise<void> {
  await device.desire(activityId, version, text)
  await device.status(activityId, 'IDENTIFIED')
  for (const [command, status] of phases) {
    await device.command(activityId, command)
    await device.status(activityId, status)
  }
}

describeWithMosquitto('the agent of the guide', () => {
  test('brings a greeting onto the device, and reports it', async ({ scope }) => {
    const device = await newDevice(scope)
    const agent = await device.start()
    await carryOut(device, 'first', '1', 'Hello, world\n')
    expect(await device.greeting()).toBe('Hello, world\n')
    const nodes = await device.wire.waitFor(
      'current state with the greeting',
      ({ topic, text }) => topic === 'helloupdate/currentstate' && text.includes('hello:hello'),
    )
    expect(nodes.json?.payload.softwareNodes[1]).toEqual({ id: 'hello:hello', version: '1' })
    expect(await agent.stop()).toEqual({ code: 0, signal: null })
    await device.wire.waitFor(
      'offline presence',
      ({ topic, json }) => topic === 'helloupdate/presence' && json?.payload.online === false,
    )
  })

  test('goes back to the old greeting', async ({ scope }) => {
    const device = await newDevice(scope)
    await device.start()
    await carryOut(device, 'first', '1', 'old\n')
    await device.desire('second', '2', 'new\n')
    await device.status('second', 'IDENTIFIED')
    for (const [command, status] of phases.slice(0, 3)) {
      await device.command('second', command)
      await device.status('second', status)
    }
    expect(await device.greeting()).toBe('new\n')
    await device.command('second', 'ROLLBACK')
    await device.status('second', 'ROLLBACK_SUCCESS')
    await device.command('second', 'CLEANUP')
    await device.status('second', 'INCOMPLETE')
    expect(await device.greeting()).toBe('old\n')
  })

  test('that is killed in a download goes on with it by itself', async ({ scope }) => {
    const device = await newDevice(scope)
    const agent = await device.start()
    const text = 'a long greeting '.repeat(4096)
    await device.desire('first', '1', text)
    device.server.next('hello-1', { stallAfter: 30_000 })
    await device.status('first', 'IDENTIFIED')
    await device.command('first', 'DOWNLOAD')
    await device.server.waitForBytes('hello-1', 30_000)
    await agent.kill()
    await device.start()
    await device.status('first', 'DOWNLOAD_SUCCESS')
    await device.command('first', 'UPDATE')
    await device.status('first', 'UPDATE_SUCCESS')
    expect(device.server.requests('hello-1')).toHaveLength(2)
  })

  test('refuses a greeting whose bytes nobody vouches for', async ({ scope }) => {
    const device = await newDevice(scope)
    await device.start()
    await device.wire.publish('helloupdate/desiredstate', 'first', {
      domains: [
        {
          id: 'hello',
          components: [
            { id: 'hello', version: '1', config: [{ key: 'source', value: 'http://localhost/x' }] },
          ],
        },
      ],
    })
    await device.status('first', 'IDENTIFICATION_FAILED')
  })

  test('is driven by the manager, through a campaign and a newer one', async ({ scope }) => {
    const { url, backend } = await startSystem(scope, { agents: {}, away: ['hello'] })
    const device = await newDevice(scope, url)
    await device.start()
    await backend.apply('first', device.desired('1', 'old\n'))
    expect(await backend.final('first')).toMatchObject({
      status: 'COMPLETED',
      actions: [{ component: { id: 'hello:hello', version: '1' }, status: 'UPDATE_SUCCESS' }],
    })
    await backend.apply('second', device.desired('2', 'new\n'))
    expect(await backend.final('second')).toMatchObject({ status: 'COMPLETED' })
    expect(await device.greeting()).toBe('new\n')
    expect(backend.commands('second')).toEqual([
      'hello DOWNLOAD',
      'hello UPDATE',
      'hello ACTIVATE',
      'hello CLEANUP',
    ])
  })
})
