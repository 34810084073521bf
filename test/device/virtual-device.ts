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
import type { RunningProcess } from '../support/process.ts'
import type { Scope } from '../support/scope.ts'
import { readyLine } from '../support/system.ts'
import { memoryFolder } from '../support/temp.ts'
import { connectWire } from '../support/wire-client.ts'
import { serveDisk } from './disk/nbd/server.ts'
import { type DiskOptions, openVolatileDisk, type PowerCut, type VolatileDisk } from './disk/volatile-disk.ts'
import { deviceImages } from './image/device-images.ts'
import { type SystemVersion, systemImage } from './image/system-image.ts'
import { type Hardware, hostAddress, startMachine, writeSettings } from './machine.ts'
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
  /** Switches it on; resolves when Godwit is ready. */
  powerOn(): Promise<void>
  /** Resolves when the power has gone, by `disk.cut` or as `disk.arm` says, and the machine with it. */
  powerLoss(): Promise<PowerCut>
  /** A component of a firmware version, whose image is served. */
  firmware(version: SystemVersion): Promise<DesiredComponent>
  /** A component of a software version, whose bundle is served. */
  software(version: string, content?: BundleContent): Promise<DesiredComponent>
}

export interface VirtualDeviceOptions extends Pick<DiskOptions, 'log' | 'tearsUnits'> {
  /** Decides what power cuts leave; 1 unless set. */
  seed?: number
  /** Image of the disk that it starts with; as it leaves the factory unless set. */
  disk?: string
  /** Of the manager: what goes first. */
  order?: string[][]
}

/** Emulation is slow, and so may be the machine that emulates. */
const bootTimeoutMs = 180_000

/** Builds it where that has not been done, and switches it on. */
export async function startVirtualDevice(
  scope: Scope,
  { disk: base, order, seed = 1, ...faults }: VirtualDeviceOptions = {},
): Promise<VirtualDevice> {
  const images = await deviceImages()
  const folder = await memoryFolder(scope, 'virtual-device')
  const mosquitto = await startMosquitto(scope)
  const artifacts = await startArtifactServer(scope)
  const backend = backendOn(await connectWire(scope, mosquitto.url), ['firmware', 'software'])
  const layers = path.join(folder, 'disk')
  const disk = openVolatileDisk({ base: base ?? images.disk, layers, seed, ...faults })
  scope.defer(() => disk.close())
  const server = await serveDisk(disk, { socket: path.join(folder, 'disk.socket') })
  scope.defer(() => server.close())
  const settings = path.join(folder, 'settings')
  await writeSettings(settings, deviceSettings(mosquitto.port, order))
  const supply = powerSupply(scope, disk, {
    disk: server.uri,
    programs: images.programs,
    settings,
    memory: path.join(folder, 'memory'),
  })
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
    async firmware(version) {
      const file = await systemImage(images.kernel, version)
      return servedComponent('rootfs', version.version, file, artifacts)
    },
    async software(version, content = plainSoftware(version)) {
      const { file } = await makeBundle(folder, content)
      return servedComponent('greeter', version, file, artifacts)
    },
  }
  await device.powerOn()
  return device
}

/** A machine at a time, which goes with the power, and is switched on again when it has reset itself. */
function powerSupply(scope: Scope, disk: VolatileDisk, hardware: Hardware) {
  const machines: RunningProcess[] = []
  let loss = Promise.withResolvers<PowerCut>()
  let ready = Promise.withResolvers<void>()
  let isWanted = true
  disk.onCut((cut) => {
    const machine = machines.at(-1)
    void machine?.kill().then(() => {
      rmSync(hardware.memory, { force: true })
      loss.resolve(cut)
    })
  })
  const start = (): void => {
    const machine = startMachine(scope, hardware)
    machines.push(machine)
    // What is deferred last is done first: nothing is switched on again while all is taken down.
    scope.defer(() => {
      isWanted = false
    })
    machine.waitForLine(readyLine, bootTimeoutMs).then(
      () => ready.resolve(),
      (error: Error) => {
        if (machine.isRunning()) ready.reject(error)
      },
    )
    void machine.exited.then(({ code }) => {
      if (!disk.isOn || !isWanted) return
      if (code === 0) start()
      else ready.reject(new Error(`the machine broke down:\n${machine.lines.slice(-30).join('\n')}`))
    })
  }
  return {
    console: () => machines.flatMap(({ lines }) => lines.map((line) => line.replaceAll('\r', ''))),
    loss: () => loss.promise,
    async on() {
      if (!disk.isOn) disk.powerOn()
      loss = Promise.withResolvers()
      ready = Promise.withResolvers()
      start()
      // It may reset itself before it is ready, or lose its power again.
      await Promise.race([ready.promise, loss.promise])
    },
  }
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
