/**
 * A device with RAUC that runs all of Godwit, configured as in examples/rauc: reboots are real ends of all its processes,
 * and what boots next is decided as in the example's boot script.
 */
import { randomUUID } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DesiredComponent } from '../../spec/index.ts'
import { startArtifactServer } from './artifact-server.ts'
import { type Backend, backendOn } from './backend.ts'
import { startMosquitto } from './mosquitto.ts'
import { type RunningProcess, repository, startGodwit } from './process.ts'
import { type Boot, type BundleOptions, type RaucBoard, raucBoard } from './rauc.ts'
import { rebootFile, rebootWhenAsked } from './reboots.ts'
import type { Scope } from './scope.ts'
import { serveComponent } from './served-component.ts'
import { readyLine } from './system.ts'
import { connectWire } from './wire-client.ts'

export interface RaucDevice {
  readonly board: RaucBoard
  readonly backend: Backend
  readonly url: string
  /** The slots that were booted, in order. */
  readonly boots: Boot[]
  godwit(): RunningProcess
  rauc(): RunningProcess
  /** Starts Godwit again, as its service manager does. */
  startGodwit(): Promise<void>
  startRauc(): void
  /** Builds a bundle, serves it, and describes it as a component. */
  component(options: BundleOptions): Promise<DesiredComponent>
  /** Ends everything at once, and boots. */
  cutPower(): Promise<void>
}

/** Switches the device on. `others` are domains of agents that the test brings along. */
export async function startRaucDevice(scope: Scope, others: string[] = []): Promise<RaucDevice> {
  const board = await raucBoard(scope)
  const { url } = await startMosquitto(scope)
  const artifacts = await startArtifactServer(scope)
  const backend = backendOn(await connectWire(scope, url), ['firmware', ...others])
  const configFile = join(board.folder, 'config.json')
  await writeFile(configFile, JSON.stringify(await configuration(board, url, others)))
  const boots: Boot[] = []
  const running = {} as { rauc: RunningProcess; godwit: RunningProcess }
  const fly = () => startGodwit(scope, ['up', '--config', configFile])
  const startAll = async () => {
    const slot = await bootLoader(board, boots)
    await writeFile(join(board.folder, 'boot-id'), randomUUID())
    running.rauc = board.startRauc(slot)
    running.godwit = fly()
  }
  const reboot = async () => {
    await Promise.all([running.godwit.kill(), running.rauc.kill()])
    await rm(rebootFile(board.folder), { force: true })
    await startAll()
  }
  await startAll()
  rebootWhenAsked(scope, board.folder, reboot)
  await running.godwit.waitForLine(readyLine)
  return {
    board,
    backend,
    url,
    boots,
    godwit: () => running.godwit,
    rauc: () => running.rauc,
    async startGodwit() {
      running.godwit = fly()
      await running.godwit.waitForLine(readyLine)
    },
    startRauc() {
      running.rauc = board.startRauc(boots.at(-1))
    },
    component: async (options) =>
      serveComponent(artifacts, 'rootfs', options.version, await board.bundle(options)),
    cutPower: reboot,
  }
}

/** As examples/rauc/grub.cfg; a slot whose content begins with `BROKEN` panics, which resets the board. */
async function bootLoader(board: RaucBoard, boots: Boot[]): Promise<Boot> {
  for (;;) {
    const environment = await board.environment()
    const order = (environment.ORDER ?? '').split(' ') as Boot[]
    const good = order.filter((slot) => environment[`${slot}_OK`] === '1')
    const chosen = good.find((slot) => environment[`${slot}_TRY`] === '0') ?? good[0] ?? 'A'
    await board.setEnvironment({ [`${chosen}_TRY`]: '1' })
    boots.push(chosen)
    if (!(await board.content(chosen)).startsWith('BROKEN')) return chosen
  }
}

/** The example's configuration, with the board's places for the device's, and in a hurry. */
async function configuration(board: RaucBoard, broker: string, others: string[]): Promise<object> {
  const example = JSON.parse(await readFile(join(repository, 'examples/rauc/config.json'), 'utf8'))
  const rebootCommand = ['touch', rebootFile(board.folder)]
  const domains = ['firmware', ...others]
  return {
    ...example,
    connection: { broker },
    stateDir: join(board.folder, 'state'),
    bootIdFile: join(board.folder, 'boot-id'),
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
        rauc: { systemConfig: board.systemConfig, busAddress: board.busAddress },
        rebootCommand,
        progressInterval: '1ms',
        currentStateDelay: '1ms',
      },
    },
  }
}
