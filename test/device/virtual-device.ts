/**
 * A device that really boots, reboots and loses its power: the machine, its disk with a volatile cache, a broker and an
 * artifact server on the host, and a backend.
 */
import { rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import ssri from 'ssri'
import type { DesiredComponent } from '../../spec/index.ts'
import { type ArtifactServer, startArtifactServer } from '../support/artifact-server.ts'
import { type Backend, backendOn } from '../support/backend.ts'
import { type BundleContent, makeBundle } from '../support/bundle.ts'
import { startMosquitto } from '../support/mosquitto.ts'
import type { Scope } from '../support/scope.ts'
import { memoryFolder } from '../support/temp.ts'
import { connectWire } from '../support/wire-client.ts'
import { serveDisk } from './disk/nbd/server.ts'
import { type DiskOptions, openVolatileDisk, type VolatileDisk } from './disk/volatile-disk.ts'
import type { PowerCut } from './disk/write-cache.ts'
import { deviceImages } from './image/device-images.ts'
import { type SystemVersion, systemImage } from './image/system-image.ts'
import { type Hardware, hostAddress, startMachine, writeSettings } from './machine.ts'
import { openPowerSupply, type PowerSupply } from './power-supply.ts'
import { deviceSettings } from './settings.ts'
import { greetingOf } from './versions.ts'

export interface Boot {
  slot: 'A' | 'B'
  /** BUILD_ID of the system that came up. */
  build: string
}

export interface VirtualDevice {
  readonly folder: string
  /** URL of its broker on the host. */
  readonly broker: string
  readonly disk: VolatileDisk
  readonly backend: Backend
  readonly artifacts: ArtifactServer
  /** All that was said on the serial port, over all power cycles. */
  console(): string[]
  /** The systems that came up, in order. */
  boots(): Boot[]
  /** Switches it on; resolves when Godwit is ready, or the power has gone again. Rejects where neither comes in time. */
  powerOn(): Promise<void>
  /**
   * Resolves when the power has gone, by `disk.cut` or as `disk.arm` says, and the machine with it. Rejects where the machine
   * breaks down, and so does all that the backend waits for.
   */
  powerLoss(): Promise<PowerCut>
  /** A component of a firmware version, whose image is served. */
  firmware(version: SystemVersion): Promise<DesiredComponent>
  /** A component of a software version, whose bundle is served. */
  software(version: string, content?: BundleContent): Promise<DesiredComponent>
}

export interface VirtualDeviceOptions extends Pick<DiskOptions, 'log'> {
  /** Decides what power cuts leave; 1 unless set. */
  seed?: number
  /** Image of the disk that it starts with; as it leaves the factory unless set. */
  disk?: string
  /** Of the manager: what goes first. */
  order?: string[][]
}

/** Builds it where that has not been done, and switches it on. */
export async function startVirtualDevice(
  scope: Scope,
  { disk: base, order, seed = 1, log }: VirtualDeviceOptions = {},
): Promise<VirtualDevice> {
  const images = await deviceImages()
  const folder = await memoryFolder(scope, 'virtual-device')
  const mosquitto = await startMosquitto(scope)
  const artifacts = await startArtifactServer(scope)
  const backend = backendOn(await connectWire(scope, mosquitto.url), ['firmware', 'software'])
  const layers = path.join(folder, 'disk')
  const disk = openVolatileDisk({ base: base ?? images.disk, layers, seed, ...(log && { log }) })
  scope.defer(() => disk.close())
  const hardware = await assemble(scope, disk, folder, images.programs)
  await writeSettings(hardware.settings, deviceSettings(mosquitto.port, order))
  const supply = powered(scope, disk, hardware, (reason) => backend.wire.giveUp(reason))
  const device: VirtualDevice = {
    folder,
    broker: mosquitto.url,
    disk,
    backend,
    artifacts,
    console: supply.console,
    boots: () => bootsIn(supply.console()),
    powerOn: supply.on,
    powerLoss: supply.loss,
    firmware: async (version) =>
      servedComponent('rootfs', version.version, await systemImage(images.kernel, version), artifacts),
    async software(version, content = plainSoftware(version)) {
      const { file } = await makeBundle(folder, content)
      return servedComponent('greeter', version, file, artifacts)
    },
  }
  await device.powerOn()
  return device
}

/** Its parts, with the disk where the machine finds it; ends with the scope. */
async function assemble(
  scope: Scope,
  disk: VolatileDisk,
  folder: string,
  programs: string,
): Promise<Hardware> {
  const server = await serveDisk(disk, { socket: path.join(folder, 'disk.socket') })
  scope.defer(() => server.close())
  return {
    disk: server.uri,
    programs,
    settings: path.join(folder, 'settings'),
    memory: path.join(folder, 'memory'),
  }
}

function powered(
  scope: Scope,
  disk: VolatileDisk,
  hardware: Hardware,
  onBreakdown: (reason: Error) => void,
): PowerSupply {
  return openPowerSupply(scope, disk, {
    start: () => startMachine(scope, hardware),
    forget: () => rmSync(hardware.memory, { force: true }),
    onBreakdown,
  })
}

function bootsIn(lines: string[]): Boot[] {
  return lines.flatMap((line) => {
    const [, slot, build = ''] = /BOOTED slot ([AB]) build (\S+)/.exec(line) ?? []
    return slot === 'A' || slot === 'B' ? [{ slot, build }] : []
  })
}

function plainSoftware(version: string): BundleContent {
  const greeting = greetingOf(version)
  const hooks = { verify: `grep -qx '${greeting.trim()}' greeting` }
  return { files: { greeting }, hooks }
}

async function servedComponent(
  id: string,
  version: string,
  file: string,
  artifacts: ArtifactServer,
): Promise<DesiredComponent> {
  const name = `${id}-${version}`
  const content = await readFile(file)
  artifacts.put(name, file)
  return {
    id,
    version,
    config: [
      { key: 'source', value: artifacts.url(name).replace('127.0.0.1', hostAddress) },
      { key: 'integrity', value: String(ssri.fromData(content, { algorithms: ['sha256'] })) },
      { key: 'size', value: String(content.length) },
    ],
  }
}
