/** What a container may take, and how it is restarted: as its component asks for, as the engine has it. */
import type { ContainerSpec, SpecKey } from '../spec/container-spec.ts'
import type { ContainerLimits } from './engine.ts'

/** The keys that can be changed while the container exists. */
const limitKeys = [
  'restartPolicy',
  'restartMaxRetries',
  'memory',
  'memoryReservation',
  'memorySwap',
  'cpus',
  'pidsLimit',
] as const satisfies SpecKey[]

type LimitKey = (typeof limitKeys)[number]

export const isLimitKey = (key: string): key is LimitKey => limitKeys.some((limitKey) => limitKey === key)

export function limitsOf(spec: ContainerSpec): ContainerLimits {
  const { memory = 0, memoryReservation = 0, memorySwap = 2 * memory, cpus = 0, pidsLimit = 0 } = spec
  return {
    restartPolicy: { name: spec.restartPolicy ?? 'unless-stopped', maxRetries: spec.restartMaxRetries ?? 0 },
    memory,
    memoryReservation,
    // The engine's own default, said aloud: it is part of every later change.
    memorySwap,
    nanoCpus: Math.round(cpus * 1e9),
    pidsLimit,
  }
}

/** By key, as the engine has them now, in words that the key takes; undefined where there is no limit. */
export function limitTexts(limits: ContainerLimits): Record<LimitKey, string | undefined> {
  const { restartPolicy, memory, memoryReservation, memorySwap, nanoCpus, pidsLimit } = limits
  const text = (amount: number) => (amount === 0 ? undefined : String(amount))
  return {
    restartPolicy: restartPolicy.name,
    restartMaxRetries: text(restartPolicy.maxRetries),
    ...{ memory: text(memory), memoryReservation: text(memoryReservation), memorySwap: text(memorySwap) },
    ...{ cpus: text(nanoCpus / 1e9), pidsLimit: text(pidsLimit) },
  }
}

/** By key, as something to compare. */
function byKey(limits: ContainerLimits): Record<LimitKey, unknown> {
  const { restartPolicy, memory, memoryReservation, memorySwap, nanoCpus, pidsLimit } = limits
  return {
    restartPolicy: restartPolicy.name,
    restartMaxRetries: restartPolicy.maxRetries,
    ...{ memory, memoryReservation, memorySwap, cpus: nanoCpus, pidsLimit },
  }
}

/** The keys in which they differ. `swapAsked` tells whether a component asks for another swap than before. */
export function differingLimits(
  wanted: ContainerLimits,
  actual: ContainerLimits,
  swapAsked: boolean,
): LimitKey[] {
  const [one, other] = [byKey(wanted), byKey(actual)]
  // Swap that nobody asks for goes with memory; and where the kernel cannot limit it, the engine says -1.
  const isByTheWay = actual.memorySwap === -1 || wanted.memory !== actual.memory
  const isMoot = (key: LimitKey) => key === 'memorySwap' && !swapAsked && isByTheWay
  return limitKeys.filter((key) => one[key] !== other[key] && !isMoot(key))
}

/** A limit can be changed, but neither set nor taken away, while the container exists. */
export function canChange(from: ContainerLimits, to: ContainerLimits): boolean {
  const sizes = ['memory', 'memoryReservation', 'memorySwap', 'nanoCpus', 'pidsLimit'] as const
  return sizes.every((size) => (from[size] === 0) === (to[size] === 0))
}
