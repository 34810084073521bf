/** What the engine's API tells of a container, in the words of the port. */
import type { ContainerInfo, ContainerInspectInfo, HostConfig } from 'dockerode'
import type { ContainerHealth, ContainerLimits, ContainerState, ContainerSummary } from './engine.ts'
import type { RestartPolicy } from './restart-policy.ts'

export function containerSummary(info: ContainerInfo): ContainerSummary {
  const { Id, Names, Labels, ImageID, Image, NetworkSettings, Mounts } = info
  const volumes = (Mounts ?? []).filter(({ Type, RW }) => Type === 'volume' && RW)
  return {
    id: Id,
    name: (Names[0] ?? '').replace(/^\//, ''),
    labels: Labels ?? {},
    imageId: ImageID,
    image: Image,
    networks: Object.keys(NetworkSettings?.Networks ?? {}),
    writableVolumes: volumes.map(({ Name = '' }) => Name),
  }
}

export function containerState(info: ContainerInspectInfo): ContainerState {
  const { State, Config, HostConfig: host, NetworkSettings } = info
  const networks = Object.entries(NetworkSettings.Networks ?? {})
  return {
    id: info.Id,
    name: info.Name.replace(/^\//, ''),
    labels: Config.Labels ?? {},
    imageId: info.Image,
    image: Config.Image,
    status: statuses[State.Status] ?? (State.Status as ContainerState['status']),
    created: info.Created,
    ...(isTime(State.FinishedAt) && { finishedAt: State.FinishedAt }),
    exitCode: State.ExitCode,
    error: State.Error,
    oomKilled: State.OOMKilled,
    restartCount: info.RestartCount,
    ...healthOf(State),
    hostname: Config.Hostname,
    domainname: Config.Domainname,
    networks: Object.fromEntries(networks.map(([name, { IPAddress }]) => [name, IPAddress])),
    autoRemove: host.AutoRemove ?? false,
    limits: limitsOf(host),
  }
}

/** Podman's words where Docker has others. */
const statuses: Record<string, ContainerState['status']> = {
  configured: 'created',
  initialized: 'created',
  stopping: 'running',
  stopped: 'exited',
}

/** Where there is none yet, the API has the year 1. */
const isTime = (text: string | undefined) => text !== undefined && !text.startsWith('0001-')

function healthOf({ Health }: ContainerInspectInfo['State']): { health?: ContainerHealth } {
  const status = Health?.Status
  if (status !== 'starting' && status !== 'healthy' && status !== 'unhealthy') return {}
  return { health: { status, output: Health?.Log?.at(-1)?.Output ?? '' } }
}

function limitsOf(host: HostConfig): ContainerLimits {
  const { Name = '', MaximumRetryCount = 0 } = host.RestartPolicy ?? {}
  return {
    restartPolicy: { name: (Name || 'no') as RestartPolicy['name'], maxRetries: MaximumRetryCount },
    memory: host.Memory ?? 0,
    memoryReservation: host.MemoryReservation ?? 0,
    memorySwap: host.MemorySwap ?? 0,
    nanoCpus: host.NanoCpus ?? 0,
    pidsLimit: Math.max(0, host.PidsLimit ?? 0),
  }
}
