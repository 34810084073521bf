/**
 * A whole device: manager, software agent and firmware agent as real processes, two slots in files with the simulated
 * boot loader, an install folder, a broker and an artifact server. The test is its power supply and its init.
 */
import {
  existsSync,
  type FSWatcher,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { mkdir, readlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ArtifactServer, startArtifactServer } from './artifact-server.ts'
import { type Backend, backendOn } from './backend.ts'
import { type Mosquitto, startMosquitto } from './mosquitto.ts'
import { type RunningProcess, repository, run, startGodwit } from './process.ts'
import type { Scope } from './scope.ts'
import { readyLine } from './system.ts'
import { temporaryFolder } from './temp.ts'
import { newChanges, waitUntil } from './waiting.ts'
import { connectWire } from './wire-client.ts'

export const programs = ['manager', 'software', 'firmware'] as const
export type Program = (typeof programs)[number]

export interface Device {
  readonly folder: string
  readonly backend: Backend
  readonly artifacts: ArtifactServer
  readonly mosquitto: Mosquitto
  process(program: Program): RunningProcess
  /** Starts them; resolves when they are ready. */
  start(...started: Program[]): Promise<void>
  kill(...killed: Program[]): Promise<void>
  /** Whoever runs into `hold` with this name from now on, in a hook or in boot control, waits there. */
  hold(name: string): void
  /** Lets go on who waits, and whoever comes. */
  letGo(name: string): void
  isHeld(name: string): boolean
  isRebootRequested(): boolean
  /** Cuts the power, and boots. */
  reboot(): Promise<void>
  /** Waits for anything that the device's files, its messages or its artifact server tell. */
  waitFor<T>(what: string, probe: () => T | undefined): Promise<T>
  /** What the hooks have written down, line by line. */
  hookLog(): string[]
  /** Sizes of the parts of unfinished downloads, in bytes. */
  partSizes(): number[]
  state(): Promise<DeviceState>
}

/** What counts in the end. */
export interface DeviceState {
  /** The slot that runs, what is preferred, and what boot control thinks of the slots. */
  boot: Record<string, string>
  /** First line of the image in the slot that runs. */
  image: string
  /** Target of the component's link `current`. */
  software: string | undefined
}

/** The most that a killed download may fetch again, in bytes. */
export const partSize = 128 * 1024

const slotSize = 4 * 1024 * 1024

/** For shell scripts: `hold NAME` waits as long as the test says so. The folder of the device is $D. */
export function holdScript(folder: string): string {
  return `D='${folder}'
hold() {
  if [ -e "$D/hold.$1" ]; then : >"$D/held.$1"; fi
  while [ -e "$D/hold.$1" ]; do sleep 0.02; done
}`
}

export async function startWholeDevice(scope: Scope): Promise<Device> {
  const folder = await temporaryFolder(scope, 'device')
  const [mosquitto, artifacts] = await Promise.all([startMosquitto(scope), startArtifactServer(scope)])
  await build(folder)
  await writeConfigs(folder, mosquitto.url)
  await bootLoader(scope, folder)
  const backend = backendOn(await connectWire(scope, mosquitto.url), ['software', 'firmware'])
  const changes = newChanges()
  backend.wire.onMessage(changes.notify)
  const watcher = watchFolder(folder, changes.notify)
  scope.defer(() => watcher.close())
  const processes = new Map<Program, RunningProcess>()
  let broken: Error | undefined

  const file = (name: string) => join(folder, name)
  const processOf = (program: Program): RunningProcess => {
    const running = processes.get(program)
    if (!running) throw new Error(`${program} was not started`)
    return running
  }
  async function startOne(program: Program): Promise<void> {
    const command = program === 'manager' ? ['manager'] : ['agent', program]
    const running = startGodwit(scope, [...command, '--config', file(`${program}.json`)])
    processes.set(program, running)
    void running.ended.then((reason) => {
      broken = reason
      changes.notify()
    })
    await running.waitForLine(readyLine)
  }
  const device: Device = {
    folder,
    backend,
    artifacts,
    mosquitto,
    process: processOf,
    async start(...started) {
      await Promise.all(started.map(startOne))
    },
    async kill(...killed) {
      await Promise.all(killed.map((program) => processOf(program).kill()))
    },
    hold: (name) => writeFileSync(file(`hold.${name}`), ''),
    letGo: (name) => rmSync(file(`hold.${name}`), { force: true }),
    isHeld: (name) => existsSync(file(`held.${name}`)),
    isRebootRequested: () => existsSync(file('reboot-requested')),
    async reboot() {
      await device.kill(...programs)
      rmSync(file('reboot-requested'), { force: true })
      await bootLoader(scope, folder)
      await device.start(...programs)
    },
    waitFor: (what, probe) =>
      waitUntil(
        () => {
          if (broken) throw broken
          return probe()
        },
        changes.listen,
        () => `no ${what}; ${storyOf(device)}`,
        30_000,
      ),
    hookLog: () =>
      existsSync(file('hooks.log')) ? readFileSync(file('hooks.log'), 'utf8').trimEnd().split('\n') : [],
    partSizes: () => partSizes(file('state/artifacts')),
    async state() {
      const names = ['current', 'primary', 'state.a', 'state.b']
      const boot = Object.fromEntries(
        names.map((name) => [name, readFileSync(file(`device/${name}`), 'utf8').trim()]),
      )
      const image =
        readFileSync(file(`device/slot.${boot.current}`))
          .subarray(0, 64)
          .toString()
          .split('\n')[0] ?? ''
      return { boot, image, software: await readlink(file('apps/app/current')).catch(() => undefined) }
    },
  }
  await device.start(...programs)
  return device
}

/** What has happened, to be read where a test fails. */
export function storyOf(device: Device): string {
  const logs = programs.flatMap((program) => [`--- ${program}`, ...device.process(program).lines.slice(-25)])
  const messages = device.backend.wire.messages
    .slice(-25)
    .map(({ topic, text }) => `${topic} ${text.slice(0, 300)}`)
  return ['hooks:', ...device.hookLog(), '--- messages', ...messages, ...logs].join('\n')
}

async function build(folder: string): Promise<void> {
  await mkdir(join(folder, 'device'))
  await mkdir(join(folder, 'state'))
  for (const slot of ['a', 'b']) {
    await writeFile(join(folder, 'device', `slot.${slot}`), slot === 'a' ? 'factory\n' : '')
    await truncate(join(folder, 'device', `slot.${slot}`), slotSize)
  }
  for (const [name, value] of Object.entries({ 'state.a': 'good', 'state.b': 'bad', primary: 'a' })) {
    await writeFile(join(folder, 'device', name), `${value}\n`)
  }
  const bootControl = `exec '${repository}scripts/device/boot-control' --device "$D/device" "$@"`
  const script = `#!/bin/sh\n${holdScript(folder)}\nhold "boot-$1\${3+-$3}"\n${bootControl}\n`
  await writeFile(join(folder, 'boot-control'), script, { mode: 0o755 })
}

async function writeConfigs(folder: string, broker: string): Promise<void> {
  const common = {
    stateDir: join(folder, 'state'),
    bootIdFile: join(folder, 'device/boot-id'),
    connection: { broker },
  }
  const agent = { ...common, progressInterval: '20ms', artifacts: { minRetryDelay: '10ms', partSize } }
  const slots = { rootfs: { a: join(folder, 'device/slot.a'), b: join(folder, 'device/slot.b') } }
  const configs: Record<Program, object> = {
    manager: {
      ...common,
      agents: { firmware: {}, software: {} },
      rebootAfter: '1ms',
      rebootCommand: ['touch', join(folder, 'reboot-requested')],
      reportFeedbackInterval: '10ms',
      currentStateDelay: '10ms',
      phaseTimeout: '60s',
    },
    software: { ...agent, installDir: join(folder, 'apps'), keepUnlisted: true },
    firmware: { ...agent, slots, bootControl: [join(folder, 'boot-control')] },
  }
  for (const [program, config] of Object.entries(configs)) {
    await writeFile(join(folder, `${program}.json`), JSON.stringify(config))
  }
}

async function bootLoader(scope: Scope, folder: string): Promise<void> {
  const script = `${repository}scripts/device/boot-loader`
  const { code, lines } = await run(scope, script, ['--device', join(folder, 'device')])
  if (code !== 0) throw new Error(`the device does not boot:\n${lines.join('\n')}`)
}

function watchFolder(folder: string, notify: () => void): FSWatcher {
  const watcher = watch(folder, { recursive: true }, notify)
  watcher.on('error', () => {}) // files come and go while it looks
  return watcher
}

function partSizes(folder: string): number[] {
  if (!existsSync(folder)) return []
  const parts = readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.part'))
  const sizes = parts.map((name) => statSync(join(folder, String(name)), { throwIfNoEntry: false })?.size)
  return sizes.filter((size) => size !== undefined)
}
