/**
 * The container engine as a port: what the agent asks of it, and nothing more.
 *
 * Every call rejects with a GodwitError: ENGINE_UNAVAILABLE where the engine does not answer, ENGINE_FAILED where it
 * refuses, DISK_FULL where it has no room left, all with its words. What is asked for and is not there is `undefined`; what
 * is done already is no error.
 */
import type { Readable } from 'node:stream'
import type { Platform } from '../images/platform.ts'
import type { Credentials } from '../images/registries.ts'
import type { RestartPolicy } from './restart-policy.ts'

export interface Engine {
  /** What runs here. Also the way to find out whether it answers. */
  info(): Promise<EngineInfo>
  /** All containers, running or not. */
  listContainers(): Promise<ContainerSummary[]>
  /** By id or name. */
  inspectContainer(container: string): Promise<ContainerState | undefined>
  /**
   * Answers its id; undefined where another one has that name, or is about to have it: one that is only being made. Rejects
   * with IMAGE_MISSING where its image is not there.
   */
  createContainer(options: CreateOptions): Promise<string | undefined>
  startContainer(id: string): Promise<void>
  /** SIGTERM, and after the container's stop timeout SIGKILL. */
  stopContainer(id: string): Promise<void>
  unpauseContainer(id: string): Promise<void>
  renameContainer(id: string, name: string): Promise<void>
  updateContainer(id: string, limits: ContainerLimits): Promise<void>
  /** Also where it runs, be it that the engine does not know that it does. Its anonymous volumes go too, named ones stay. */
  removeContainer(id: string): Promise<void>
  /** The last lines of its output; empty where its log cannot be read. */
  readLog(id: string, lines: number): Promise<string>

  /** By id, tag or digest. */
  inspectImage(image: string): Promise<ImageState | undefined>
  /** The engine's own download; a failure within its stream of events is a failure. */
  pullImage(image: string, options: PullOptions): Promise<void>
  /** The layers of each image that is there. */
  listLayers(): Promise<string[][]>
  /** An archive, packed or not: a file, or a stream. Answers names and ids that the engine says it has loaded. */
  loadImage(archive: string | Readable, options: TransferOptions): Promise<string[]>
  tagImage(image: string, repository: string, tag: string): Promise<void>
  /** A name; with the last one the image itself. Does nothing while a container uses it. */
  removeImage(image: string): Promise<void>

  inspectNetwork(name: string): Promise<NetworkState | undefined>
  createNetwork(name: string, labels: Record<string, string>): Promise<void>
  /** The container is known in it by `alias`, too, where there is one. */
  connectNetwork(name: string, container: string, alias?: string): Promise<void>
  /** Does nothing while a container uses it. */
  removeNetwork(name: string): Promise<void>

  inspectVolume(name: string): Promise<VolumeState | undefined>

  /** Calls back for each event of a container. Resolves when the engine ends the stream; rejects when `signal` aborts. */
  watchContainers(onEvent: (event: ContainerEvent) => void, signal: AbortSignal): Promise<void>
}

export interface EngineInfo {
  /** `20.10.24`. */
  version: string
  platform: Platform
  /** Where it keeps images. */
  folder: string
  /** Whether an archive may lack layers that the engine has. */
  skipsKnownLayers: boolean
  /** Whether images are kept as they are packed, and have the digest of their manifest as their id. */
  keepsManifests: boolean
  /** Whether limits and the restart policy of a container can be changed while it exists. */
  changesLimits: boolean
  /** Whether a container that gets another name is known by that in its networks, too. */
  networksFollowNames: boolean
}

export interface ContainerSummary {
  id: string
  /** Without a slash; the first, where it has several. */
  name: string
  labels: Record<string, string>
  imageId: string
  /** The image's name, or its id where the name is another image's by now. */
  image: string
  /** Names of its networks, also while it does not run. */
  networks: string[]
  /** Names of the volumes that it may write to, also while it does not run. */
  writableVolumes: string[]
}

type ContainerStatus = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'

export interface ContainerState {
  id: string
  name: string
  labels: Record<string, string>
  imageId: string
  /** The name of the image that it was created with. */
  image: string
  status: ContainerStatus
  /** ISO times; absent where it has not come to it. */
  created: string
  finishedAt?: string
  exitCode: number
  /** Why the engine could not start it. */
  error: string
  oomKilled: boolean
  restartCount: number
  health?: ContainerHealth
  hostname: string
  domainname: string
  /** Names of networks with the container's address in each, which is empty while it does not run. */
  networks: Record<string, string>
  /** Whether the engine removes it as soon as it stops. */
  autoRemove: boolean
  limits: ContainerLimits
}

export interface ContainerHealth {
  status: 'starting' | 'healthy' | 'unhealthy'
  /** What the last check has said. */
  output: string
}

/** What can be changed while a container exists. 0 means no limit. */
export interface ContainerLimits {
  restartPolicy: RestartPolicy
  /** Bytes. */
  memory: number
  memoryReservation: number
  /** Memory and swap together; -1 means no limit. */
  memorySwap: number
  /** Processors, in billionths. */
  nanoCpus: number
  pidsLimit: number
}

/** `body` is as the engine's API has it. */
export interface CreateOptions {
  name: string
  body: { Image: string } & Record<string, unknown>
}

export interface ImageState {
  id: string
  /** `name:tag`. */
  tags: string[]
  /** `name@sha256:…`. */
  digests: string[]
  /** Digests of its layers, unpacked; the lowest first. */
  layers: string[]
  architecture: string
}

export interface NetworkState {
  labels: Record<string, string>
}

export interface VolumeState {
  /** `local` where the engine itself keeps it. */
  driver: string
  /** Whether the driver was told anything about it: what to mount there, for instance. */
  hasOptions: boolean
  /** Where its files are on the engine's machine. */
  folder: string
}

export interface TransferOptions {
  signal: AbortSignal
  onProgress(progress: TransferProgress): void
}

export interface PullOptions extends TransferOptions {
  /** What the engine shows the image's registry. */
  credentials?: Credentials | undefined
}

/** How far a pull or load has come; figures are the engine's hints. */
export interface TransferProgress {
  message: string
  percent: number
}

export interface ContainerEvent {
  /** `start`, `die`, `oom`, `health_status: healthy`, … */
  action: string
  id: string
}
