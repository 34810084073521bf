/**
 * What Godwit writes on its containers.
 *
 * Of what a container was made of, most cannot be changed afterwards; so a digest of each key, written on it when it was
 * made, tells what differs. What can be changed is read from the engine.
 */
import { createHash } from 'node:crypto'
import type { KeyValue } from '../../spec/index.ts'
import type { ContainerState } from './engine/engine.ts'
import { differingLimits, isLimitKey, limitsOf } from './engine/limits.ts'
import { type ContainerSpec, type SpecKey, specKeys } from './spec/container-spec.ts'

export const componentLabel = 'io.godwit.component'
export const activityLabel = 'io.godwit.activity'
const keysLabel = 'io.godwit.keys'
const configLabel = 'io.godwit.config'
export const networkLabel = 'io.godwit.network'

export interface LabelSource {
  component: string
  activityId: string
  spec: ContainerSpec
  /** What the inventory may tell of the configuration. */
  config: KeyValue[]
}

export function labelsFor({ component, activityId, spec, config }: LabelSource): Record<string, string> {
  return {
    [componentLabel]: component,
    [activityLabel]: activityId,
    [keysLabel]: JSON.stringify(digestsOf(spec)),
    [configLabel]: JSON.stringify(config.map(({ key, value = '' }) => [key, value])),
  }
}

/** The keys in which a container of Godwit differs from what is wanted, in order of the keys. */
export function differingKeys(spec: ContainerSpec, container: ContainerState): SpecKey[] {
  const wanted = digestsOf(spec)
  const was = parsed<Record<string, string>>(container.labels[keysLabel]) ?? {}
  const asksNewSwap = spec.memorySwap !== undefined && wanted.memorySwap !== was.memorySwap
  const limits = differingLimits(limitsOf(spec), container.limits, asksNewSwap)
  return specKeys.filter((key) => (isLimitKey(key) ? limits.includes(key) : wanted[key] !== was[key]))
}

/** What the inventory tells of the configuration that the container was made by. */
export function configOf(labels: Record<string, string>): KeyValue[] {
  return (parsed<[string, string][]>(labels[configLabel]) ?? []).map(([key, value]) => ({ key, value }))
}

/** The name of its image, as it was configured; another one's, as the engine has it. */
export function imageNameOf({ labels, image }: Pick<ContainerState, 'labels' | 'image'>): string {
  return configOf(labels).find(({ key }) => key === 'image')?.value ?? image
}

function digestsOf(spec: ContainerSpec): Record<string, string> {
  const digests = specKeys
    .filter((key) => spec[key] !== undefined)
    .map((key) => [key, createHash('sha256').update(JSON.stringify(spec[key])).digest('hex').slice(0, 12)])
  return Object.fromEntries(digests)
}

/** Labels are anybody's to write: what is no JSON is as good as nothing. */
function parsed<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
