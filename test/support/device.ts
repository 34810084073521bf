/** A simulated device that runs all of Godwit: two slots, a boot loader and an init process, on an artifact server. */
import { execFile } from 'node:child_process'
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import ssri from 'ssri'
import type { ManagerConfig, UpConfig } from '../../spec/generated/config.ts'
import type { DesiredComponent } from '../../spec/index.ts'
import { type ArtifactServer, startArtifactServer } from './artifact-server.ts'
import { type Backend, backendOn } from './backend.ts'
import { startMosquitto } from './mosquitto.ts'
import { godwit, node, type RunningProcess, repository, startProcess } from './process.ts'
import type { Scope } from './scope.ts'
import { temporaryFolder } from './temp.ts'
import { connectWire } from './wire-client.ts'

const scripts = join(repository, 'scripts/device')
const slotSize = 2 * 1024 * 1024
const run = promisify(execFile)

export interface DeviceOptions {
  /** Domains of agents that the test brings along, beside the firmware agent. */
  others?: string[]
  manager?: Partial<ManagerConfig>
}

export interface TestDevice {
  readonly url: string
  readonly folder: string
  readonly backend: Backend
  readonly artifacts: ArtifactServer
  /** What the device says: its boot loader, its init process, and Godwit's log. */
  readonly console: RunningProcess
  /** Makes an image, serves it, and describes it as a component. */
  image(version: string, content?: string): DesiredComponent
  bootControl(...words: string[]): Promise<string>
  /** The first line of the slot that the device runs from. */
  running(): Promise<string>
  /** Ends everything at once, and boots. */
  cutPower(): Promise<void>
}

/** Switches a device on that is fresh from the factory. Resolves when Godwit is ready. */
export async function startDevice(scope: Scope, options: DeviceOptions = {}): Promise<TestDevice> {
  const folder = await temporaryFolder(scope, 'device')
  const { url } = await startMosquitto(scope)
  const artifacts = await startArtifactServer(scope)
  const backend = backendOn(await connectWire(scope, url), ['firmware', ...(options.others ?? [])])
  const hardware = join(folder, 'hardware')
  await makeHardware(hardware)
  const configFile = join(folder, 'godwit.json')
  await writeFile(configFile, JSON.stringify(configuration(folder, hardware, url, options)))
  const main = [node, godwit, 'up', '--config', configFile]
  const power = startProcess(scope, join(scripts, 'power-on'), ['--device', hardware, ...main])
  await power.waitForLine(/ready/)
  const script = async (name: string, ...words: string[]) =>
    (await run(join(scripts, name), ['--device', hardware, ...words])).stdout.trim()
  return {
    url,
    folder,
    backend,
    artifacts,
    console: power,
    image(version, content = `rootfs ${version}`) {
      const image = Buffer.concat([Buffer.from(`${content}\n`), Buffer.alloc(1024 * 1024, version)])
      artifacts.put(`rootfs-${version}.img`, image)
      return {
        id: 'rootfs',
        version,
        config: [
          { key: 'source', value: artifacts.url(`rootfs-${version}.img`) },
          { key: 'integrity', value: String(ssri.fromData(image, { algorithms: ['sha256'] })) },
          { key: 'size', value: String(image.length) },
        ],
      }
    },
    bootControl: (...words) => script('boot-control', ...words),
    async running() {
      const slot = await script('boot-control', 'get-current')
      const content = await readFile(join(hardware, `slot.${slot}`), 'utf8')
      return content.slice(0, content.indexOf('\n'))
    },
    cutPower: async () => void (await script('reboot', '--force')),
  }
}

async function makeHardware(hardware: string): Promise<void> {
  await mkdir(hardware)
  for (const slot of ['a', 'b']) {
    await writeFile(join(hardware, `slot.${slot}`), 'factory\n')
    await truncate(join(hardware, `slot.${slot}`), slotSize)
  }
  await writeFile(join(hardware, 'state.a'), 'good\n')
}

function configuration(folder: string, hardware: string, broker: string, options: DeviceOptions): UpConfig {
  const script = (name: string) => [join(scripts, name), '--device', hardware]
  const domains = ['firmware', ...(options.others ?? [])]
  return {
    connection: { broker },
    stateDir: join(folder, 'state'),
    bootIdFile: join(hardware, 'boot-id'),
    manager: {
      agents: Object.fromEntries(domains.map((domain) => [domain, {}])),
      order: domains.map((domain) => [domain]),
      rebootAfter: '1ms',
      rebootCommand: script('reboot'),
      reportFeedbackInterval: '1ms',
      currentStateDelay: '1ms',
      phaseTimeout: '20s',
      ...options.manager,
    },
    agents: {
      firmware: {
        slots: { rootfs: { a: join(hardware, 'slot.a'), b: join(hardware, 'slot.b') } },
        bootControl: script('boot-control'),
        progressInterval: '1ms',
        currentStateDelay: '1ms',
        artifacts: { minRetryDelay: '50ms', maxRetryDelay: '200ms' },
      },
    },
  }
}
