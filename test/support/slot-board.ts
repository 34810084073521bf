/** A board whose second slot is a block device, with the real firmware agent, which a broker alone connects with the test. */
import { execFileSync } from 'node:child_process'
import { open, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import ssri from 'ssri'
import type { DesiredStateFeedback, KeyValue } from '../../spec/index.ts'
import { topicsOf } from '../../spec/topics.ts'
import { type ArtifactServer, startArtifactServer } from './artifact-server.ts'
import { attachLoop, type LoopDevice } from './loop-device.ts'
import { startMosquitto } from './mosquitto.ts'
import { type RunningProcess, repository, startGodwit } from './process.ts'
import type { Scope } from './scope.ts'
import { readyLine } from './system.ts'
import { temporaryFolder } from './temp.ts'
import { connectWire } from './wire-client.ts'

/** Bytes. */
export const slotSize = 24 * 1024 * 1024
const topics = topicsOf('firmware')
const bootControl = join(repository, 'scripts/device/boot-control')

export interface SlotBoard {
  folder: string
  /** The slot that is written. */
  slot: LoopDevice
  artifacts: ArtifactServer
  /** The agent, of the last start. */
  agent(): RunningProcess
  start(): Promise<void>
  /** Serves the bytes; the component's config for them, with more keys. */
  serve(bytes: Buffer, more?: Record<string, string>): KeyValue[]
  /** Begins a campaign with the image; the agent's answer. */
  plan(config: KeyValue[]): Promise<DesiredStateFeedback>
  /** Sends a command; resolves with the feedback that ends it. */
  command(command: 'DOWNLOAD' | 'UPDATE'): Promise<DesiredStateFeedback>
  send(command: string): Promise<void>
  /** All that the agent has said in this campaign. */
  feedback(): DesiredStateFeedback[]
  waitFor(status: string): Promise<DesiredStateFeedback>
  /** What boot control says of the slot. */
  state(): string
  /** The first bytes of the slot. */
  content(length: number): Promise<Buffer>
}

export interface SlotBoardOptions {
  /** The slot, in the place of a loop device over a file of zeros. */
  slot?: (folder: string) => Promise<LoopDevice> | LoopDevice
  compatible?: string
  /** Of the agent's environment. */
  env?: (folder: string) => Record<string, string>
}

/** Switches the board on; resolves when the agent is ready. */
export async function startSlotBoard(scope: Scope, options: SlotBoardOptions = {}): Promise<SlotBoard> {
  const folder = await temporaryFolder(scope, 'board')
  const file = (name: string) => join(folder, name)
  const { url } = await startMosquitto(scope)
  const artifacts = await startArtifactServer(scope)
  const wire = await connectWire(scope, url)
  await writeFile(file('slot.a'), 'factory')
  const slot = options.slot ? await options.slot(folder) : await loopSlot(scope, folder)
  const hardware = ['--device', folder]
  execFileSync(bootControl, [...hardware, 'set-state', 'b', 'good'])
  await writeFile(
    file('firmware.json'),
    JSON.stringify({
      connection: { broker: url },
      stateDir: file('state'),
      slots: { rootfs: { a: file('slot.a'), b: slot.path } },
      bootControl: [bootControl, ...hardware],
      progressInterval: '1ms',
      compatible: options.compatible,
      artifacts: { minRetryDelay: '1ms', maxRetryDelay: '1ms', retries: 1 },
    }),
  )
  let agent: RunningProcess
  let campaigns = 0
  let activityId = ''
  const feedback = () =>
    wire
      .on(topics.feedback)
      .filter(({ json }) => json?.activityId === activityId)
      .map(({ json }) => json?.payload as DesiredStateFeedback)
  const waitForOne = (what: string, matches: (status: string) => boolean) =>
    wire.waitUntil(what, () => feedback().find(({ status }) => matches(status)))
  const board: SlotBoard = {
    folder,
    slot,
    artifacts,
    agent: () => agent,
    async start() {
      const env = options.env?.(folder) ?? {}
      agent = startGodwit(scope, ['agent', 'firmware', '--config', file('firmware.json')], { env })
      await agent.waitForLine(readyLine)
    },
    serve(bytes, more = {}) {
      artifacts.put('image', bytes)
      const described = {
        source: artifacts.url('image'),
        integrity: String(ssri.fromData(bytes, { algorithms: ['sha256'] })),
        size: String(bytes.length),
        ...more,
      }
      return Object.entries(described).map(([key, value]) => ({ key, value }))
    },
    async plan(config) {
      campaigns += 1
      activityId = `campaign-${campaigns}`
      const components = [{ id: 'rootfs', version: '2', config }]
      await wire.publish(topics.desiredState, activityId, { domains: [{ id: 'firmware', components }] })
      return waitForOne('plan', (status) => /^IDENTIF(IED|ICATION_FAILED)$/.test(status))
    },
    send: (command) => wire.publish(topics.command, activityId, { command }),
    async command(command) {
      await board.send(command)
      return waitForOne(`end of ${command}`, (status) =>
        new RegExp(`^${command}_(SUCCESS|FAILURE)$`).test(status),
      )
    },
    feedback,
    waitFor: (status) => waitForOne(status, (seen) => seen === status),
    state: () =>
      execFileSync(bootControl, [...hardware, 'get-state', 'b'])
        .toString()
        .trim(),
    async content(length) {
      await using handle = await open(slot.path)
      return (await handle.read(Buffer.alloc(length), 0, length, 0)).buffer
    },
  }
  await board.start()
  return board
}

/** A loop device over a file of zeros in the folder. */
export async function loopSlot(scope: Scope, folder: string, bytes = slotSize): Promise<LoopDevice> {
  await writeFile(join(folder, 'slot.b'), '')
  await truncate(join(folder, 'slot.b'), bytes)
  return attachLoop(scope, join(folder, 'slot.b'))
}
