/** A container as the engine's API wants it described. */
import type { ContainerSpec } from '../spec/container-spec.ts'
import { type MountPoint, secretTarget } from '../spec/mounts.ts'
import type { ContainerLimits, CreateOptions } from './engine.ts'
import { limitsOf } from './limits.ts'
import { noRestart, type RestartPolicy } from './restart-policy.ts'

export interface NewContainer {
  name: string
  /** What others in its own networks know it by, whatever its name is meanwhile; its name alone where absent. */
  alias?: string | undefined
  /** Name or id. */
  image: string
  spec: ContainerSpec
  labels: Record<string, string>
  /** Lines of the container's hosts file, as `name:address`. */
  hosts: string[]
  /** Where it cannot be given later. */
  restartPolicy?: RestartPolicy | undefined
}

const nanoseconds = 1e6

/**
 * In the first of its networks; the others are connected afterwards. The container is not restarted by anybody before it
 * has been found healthy, where the engine can be told so later.
 */
export function createOptions({
  name,
  alias,
  image,
  spec,
  labels,
  hosts,
  restartPolicy = noRestart,
}: NewContainer): CreateOptions {
  const [network = 'bridge'] = spec.network ?? []
  return {
    name,
    body: {
      Image: image,
      Cmd: spec.cmd,
      Entrypoint: spec.entrypoint,
      Env: spec.env,
      Labels: { ...Object.fromEntries(spec.label ?? []), ...labels },
      Hostname: spec.hostname,
      User: spec.user,
      WorkingDir: spec.workingDir,
      Tty: spec.terminal ?? false,
      OpenStdin: spec.interactive ?? false,
      StopTimeout: spec.stopTimeout === undefined ? undefined : Math.ceil(spec.stopTimeout / 1_000),
      ExposedPorts: Object.fromEntries((spec.port ?? []).map((port) => [portKey(port), {}])),
      Healthcheck: healthCheck(spec),
      HostConfig: {
        ...hostConfig(spec, network, hosts),
        ...firstLimits({ ...limitsOf(spec), restartPolicy }),
      },
      ...(isOwnNetwork(network) && {
        NetworkingConfig: {
          EndpointsConfig: { [network]: alias === undefined ? {} : { Aliases: [alias] } },
        },
      }),
    },
  }
}

/** Whether it is none of the engine's, and so one that is made for the containers. */
export const isOwnNetwork = (name: string): boolean => !['bridge', 'host', 'none'].includes(name)

function hostConfig(spec: ContainerSpec, network: string, hosts: string[]): object {
  return {
    NetworkMode: network,
    ExtraHosts: hosts,
    PortBindings: portBindings(spec),
    Privileged: spec.privileged ?? false,
    ReadonlyRootfs: spec.readOnly ?? false,
    CapAdd: spec.capAdd,
    CapDrop: spec.capDrop,
    SecurityOpt: spec.securityOpt,
    Devices: (spec.device ?? []).map(({ hostPath, containerPath, permissions }) => ({
      PathOnHost: hostPath,
      PathInContainer: containerPath,
      CgroupPermissions: permissions,
    })),
    Mounts: mounts(spec),
    Tmpfs: Object.fromEntries((spec.tmpfs ?? []).map(({ target, options }) => [target, options])),
    LogConfig: logConfig(spec),
  }
}

/** No limit is said aloud: Podman has one of its own otherwise. */
function firstLimits(limits: ContainerLimits): object {
  return { PidsLimit: -1, ...limitOptions(limits) }
}

/** Limits as the API has them, for a new container or for one that is there. */
export function limitOptions(limits: ContainerLimits): object {
  const { memory, memoryReservation, memorySwap, nanoCpus, pidsLimit } = limits
  return {
    RestartPolicy: restartOption(limits.restartPolicy),
    Memory: memory,
    MemoryReservation: memoryReservation,
    MemorySwap: memorySwap,
    NanoCpus: nanoCpus,
    ...(pidsLimit > 0 && { PidsLimit: pidsLimit }),
  }
}

function restartOption({ name, maxRetries }: RestartPolicy): object {
  return { Name: name, MaximumRetryCount: maxRetries }
}

function portBindings({ port = [] }: ContainerSpec): object {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {}
  for (const mapping of port) {
    bindings[portKey(mapping)] ??= []
    bindings[portKey(mapping)]?.push({ HostIp: mapping.hostIp ?? '', HostPort: mapping.hostPort })
  }
  return bindings
}

const portKey = ({ containerPort, protocol }: { containerPort: number; protocol: string }) =>
  `${containerPort}/${protocol}`

function mounts({ mount = [], secret = [] }: ContainerSpec): object[] {
  const secrets = secret.map(
    (one): MountPoint => ({
      ...{ type: 'bind', source: one.file, target: secretTarget(one) },
      ...{ readOnly: true, propagation: 'rprivate' },
    }),
  )
  return [...mount, ...secrets].map(({ type, source, target, readOnly, propagation }) => ({
    Type: type,
    Source: source,
    Target: target,
    ReadOnly: readOnly,
    ...(type === 'bind' && { BindOptions: { Propagation: propagation } }),
  }))
}

/** Logs are bounded, also where nobody has thought of them. */
function logConfig(spec: ContainerSpec): object {
  if (spec.logDriver === 'none') return { Type: 'none' }
  const { logMaxFiles = 2, logMaxSize = 100 * 2 ** 20, logMode, logMaxBufferSize } = spec
  const options = {
    'max-file': String(logMaxFiles),
    'max-size': String(logMaxSize),
    ...(logMode !== undefined && { mode: logMode }),
    ...(logMaxBufferSize !== undefined && { 'max-buffer-size': String(logMaxBufferSize) }),
  }
  return { Type: 'json-file', Config: options }
}

function healthCheck(spec: ContainerSpec): object | undefined {
  const { healthCmd, healthInterval, healthTimeout, healthRetries, healthStartPeriod } = spec
  if (healthCmd === 'none') return { Test: ['NONE'] }
  const values = [healthCmd, healthInterval, healthTimeout, healthRetries, healthStartPeriod]
  if (values.every((value) => value === undefined)) return undefined
  return {
    // Without a command of its own it is the image's.
    ...(healthCmd !== undefined && { Test: ['CMD-SHELL', healthCmd] }),
    ...(healthInterval !== undefined && { Interval: healthInterval * nanoseconds }),
    ...(healthTimeout !== undefined && { Timeout: healthTimeout * nanoseconds }),
    ...(healthRetries !== undefined && { Retries: healthRetries }),
    ...(healthStartPeriod !== undefined && { StartPeriod: healthStartPeriod * nanoseconds }),
  }
}
