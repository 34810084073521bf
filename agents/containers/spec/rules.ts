/** What keys of one component have to do with each other. */
import { posix } from 'node:path'
import type { ContainerSpec } from './container-spec.ts'
import { invalid } from './entries.ts'
import { secretTarget } from './mounts.ts'

/** The least that engines take. */
const leastMemory = 6 * 2 ** 20
const ownNetworks = ['bridge', 'host', 'none']

/** Throws INVALID_COMPONENT, naming the keys. */
export function assertConsistent(spec: ContainerSpec): void {
  for (const check of [privileges, networks, restarts, memory, logs, healthChecks, targets]) check(spec)
}

function privileges({ privileged, device }: ContainerSpec): void {
  if (privileged && device) throw invalid('"privileged" excludes "device": a privileged container has all')
}

function networks({ network = [], port, host = [] }: ContainerSpec): void {
  const own = network.find((name) => ownNetworks.includes(name))
  if (own !== undefined && network.length > 1) {
    throw invalid(`"network" value "${own}" excludes further networks`)
  }
  if (new Set(network).size < network.length) throw invalid('"network" names one network twice')
  if (own !== 'host' && own !== 'none') return
  if (port) throw invalid(`"network" value "${own}" excludes "port"`)
  if (host.some(({ target }) => target.kind === 'host')) {
    throw invalid(`"network" value "${own}" excludes "host" with host_ip`)
  }
}

function restarts({ restartPolicy, restartMaxRetries }: ContainerSpec): void {
  if (restartMaxRetries === undefined || restartPolicy === 'on-failure') return
  throw invalid('"restartMaxRetries" needs "restartPolicy" on-failure')
}

function memory({ memory: limit, memoryReservation, memorySwap }: ContainerSpec): void {
  if (limit !== undefined && limit < leastMemory) throw invalid('"memory" is less than 6m')
  if (memoryReservation !== undefined && limit !== undefined && memoryReservation >= limit) {
    throw invalid('"memoryReservation" is not less than "memory"')
  }
  if (memorySwap === undefined) return
  if (limit === undefined) throw invalid('"memorySwap" needs "memory"')
  if (memorySwap !== -1 && memorySwap < limit) throw invalid('"memorySwap" is less than "memory"')
}

function logs({ logDriver, logMode, logMaxBufferSize, logMaxFiles, logMaxSize }: ContainerSpec): void {
  const limits = [logMode, logMaxBufferSize, logMaxFiles, logMaxSize]
  if (logDriver === 'none' && limits.some((limit) => limit !== undefined)) {
    throw invalid('"logDriver" none excludes the other keys of logs')
  }
  if (logMaxBufferSize !== undefined && logMode !== 'non-blocking') {
    throw invalid('"logMaxBufferSize" needs "logMode" non-blocking')
  }
}

function healthChecks(spec: ContainerSpec): void {
  const { healthCmd, healthInterval, healthTimeout, healthRetries, healthStartPeriod } = spec
  const times = { healthInterval, healthTimeout, healthRetries, healthStartPeriod }
  const named = Object.entries(times).find(([, value]) => value !== undefined)
  if (named && healthCmd === 'none') throw invalid(`"healthCmd" none excludes "${named[0]}"`)
}

function targets({ mount = [], tmpfs = [], secret = [] }: ContainerSpec): void {
  const seen = new Set<string>()
  const all = [...[...mount, ...tmpfs].map(({ target }) => target), ...secret.map(secretTarget)]
  for (const target of all.map(asEnginesSee)) {
    if (seen.has(target)) throw invalid(`mounts two things at ${target}`)
    seen.add(target)
  }
}

/** `/srv/` and `//srv/.` are the same place as `/srv`. */
const asEnginesSee = (target: string) => posix.resolve(target)
