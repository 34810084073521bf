/**
 * A device with SWUpdate that runs all of Godwit, configured as in examples/swupdate: reboots are real ends of all its
 * processes, and what boots next is decided as in examples/boot/boot.cmd, on U-Boot's environment.
 */
import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FirmwareAgentConfig } from '../../spec/generated/config.ts'
import type { DesiredComponent } from '../../spec/index.ts'
import { startArtifactServer } from './artifact-server.ts'
import { type Backend, backendOn } from './backend.ts'
import { startMosquitto } from './mosquitto.ts'
import { godwit, node, type RunningProcess, startProcess } from './process.ts'
import { rebootFile, rebootWhenAsked } from './reboots.ts'
import type { Scope } from './scope.ts'
import { serveComponent } from './served-component.ts'
import { type PackageOptions, swupdateExamples } from './swu-package.ts'
import { type Boot, type SwupdateBoard, swupdateBoard } from './swupdate.ts'
import { readyLine } from './system.ts'
import { connectWire } from './wire-client.ts'

export interface SwupdateDevice {
  readonly board: SwupdateBoard
  readonly backend: Backend
  readonly url: string
  /** The slots that were booted, in order. */
  readonly boots: Boot[]
  godwit(): RunningProcess
  swupdate(): RunningProcess
  /** Starts Godwit again, as its service manager does. */
  startGodwit(): Promise<void>
  startSwupdate(): Promise<void>
  /** Builds a package, serves it, and describes it as a component. */
  component(options: PackageOptions): Promise<DesiredComponent>
  /** Ends everything at once, and boots. */
  cutPower(): Promise<void>
}

export interface DeviceOptions {
  /** Domains of agents that the test brings along. */
  others?: string[]
  firmware?: Partial<FirmwareAgentConfig>
}

/** Switches the device on. Resolves when Godwit is ready. */
export async function startSwupdateDevice(
  scope: Scope,
  { others = [], firmware = {} }: DeviceOptions = {},
): Promise<SwupdateDevice> {
  const board = await swupdateBoard(scope)
  const { url } = await startMosquitto(scope)
  const artifacts = await startArtifactServer(scope)
  const backend = backendOn(await connectWire(scope, url), ['firmware', ...others])
  const configFile = join(board.folder, 'config.json')
  await writeFile(configFile, JSON.stringify(await configuration(board, url, others, firmware)))
  const boots: Boot[] = []
  const running = {} as { swupdate: RunningProcess; godwit: RunningProcess }
  const fly = () => {
    const [program = '', ...words] = [...board.prefix, node, godwit, 'up', '--config', configFile]
    return startProcess(scope, program, words, { name: 'godwit up' })
  }
  const startAll = async () => {
    await board.setBooted(await bootLoader(board, boots))
    await writeFile(join(board.folder, 'boot-id'), randomUUID())
    running.godwit = fly()
    running.swupdate = await board.startSwupdate()
  }
  const reboot = async () => {
    await Promise.all([running.godwit.kill(), running.swupdate.kill()])
    await rm(rebootFile(board.folder), { force: true })
    await startAll()
  }
  await startAll()
  rebootWhenAsked(scope, board.folder, reboot)
  await running.godwit.waitForLine(readyLine, 60_000)
  return {
    board,
    backend,
    url,
    boots,
    godwit: () => running.godwit,
    swupdate: () => running.swupdate,
    async startGodwit() {
      running.godwit = fly()
      await running.godwit.waitForLine(readyLine, 60_000)
    },
    async startSwupdate() {
      running.swupdate = await board.startSwupdate()
    },
    component: async (options) =>
      serveComponent(artifacts, 'rootfs', options.version, await board.package(options)),
    cutPower: reboot,
  }
}

/** As examples/boot/boot.cmd; a slot whose content begins with `BROKEN` panics, which resets the board. */
async function bootLoader(board: SwupdateBoard, boots: Boot[]): Promise<Boot> {
  for (;;) {
    const environment = await board.environment()
    const left = (slot: Boot) => Number(environment[`BOOT_${slot}_LEFT`] ?? 0)
    const order = (environment.BOOT_ORDER ?? 'A B').split(' ') as Boot[]
    const chosen = order.find((slot) => left(slot) > 0) ?? order[0] ?? 'A'
    if (environment[`BOOT_${chosen}_TRIAL`] === '1' && left(chosen) > 0) {
      await board.setEnvironment({ [`BOOT_${chosen}_LEFT`]: String(left(chosen) - 1) })
    }
    boots.push(chosen)
    if (!(await board.content(chosen)).startsWith('BROKEN')) return chosen
  }
}

/** The example's configuration, with the board's places for the device's, and in a hurry. */
async function configuration(
  { folder, slots, socketFolder }: SwupdateBoard,
  broker: string,
  others: string[],
  firmware: Partial<FirmwareAgentConfig>,
): Promise<object> {
  const example = JSON.parse(await readFile(join(swupdateExamples, 'config.json'), 'utf8'))
  const rebootCommand = ['touch', rebootFile(folder)]
  const domains = ['firmware', ...others]
  return {
    ...example,
    connection: { broker },
    stateDir: join(folder, 'state'),
    bootIdFile: join(folder, 'boot-id'),
    manager: {
      agents: Object.fromEntries(domains.map((domain) => [domain, {}])),
      order: domains.map((domain) => [domain]),
      rebootAfter: '1ms',
      rebootCommand,
      reportFeedbackInterval: '1ms',
      currentStateDelay: '1ms',
      phaseTimeout: '60s',
    },
    agents: {
      firmware: {
        ...example.agents.firmware,
        slots: { rootfs: { a: slots.A.path, b: slots.B.path } },
        swupdate: { ...example.agents.firmware.swupdate, socketFolder },
        rebootCommand,
        progressInterval: '1ms',
        currentStateDelay: '1ms',
        ...firmware,
      },
    },
  }
}
