/** Whether a container is still what Godwit has brought. */
import type { BroughtContainer } from '../brought.ts'
import { newName } from '../containers-of.ts'
import { isOwnNetwork } from '../engine/create-options.ts'
import type { ContainerState } from '../engine/engine.ts'
import { differingLimits, limitsOf } from '../engine/limits.ts'
import { componentLabel } from '../labels.ts'
import type { ContainerSpec } from '../spec/container-spec.ts'

export interface Difference {
  brought: BroughtContainer
  /** The component's container, where there is one, whatever it is called. */
  container?: ContainerState
  /** Whether somebody else's container has its name. */
  isTaken?: boolean
  /** For people: `stopped, modified memory`. */
  text: string
}

/** Nothing where all is as it should be, or will be by the doing of the container's own restart policy. */
export function compare(brought: BroughtContainer, all: ContainerState[]): Difference | undefined {
  const { component } = brought
  const named = all.find(({ name }) => name === component)
  if (named && named.labels[componentLabel] !== component) {
    return { brought, isTaken: true, text: 'replaced by a container that Godwit has not made' }
  }
  const isIt = ({ name, labels }: ContainerState) =>
    labels[componentLabel] === component && name !== newName(component)
  const container = named ?? all.find(isIt)
  if (!container) return { brought, text: 'missing' }
  if (container.status === 'removing') return undefined
  const modified = modifiedKeys(brought, container)
  const parts = [
    ...(container.name === component ? [] : [`renamed to ${container.name}`]),
    ...(container.status === 'paused' ? ['paused'] : []),
    ...(isStopped(brought.spec, container) ? ['stopped'] : []),
    ...(modified.length > 0 ? [`modified ${modified.join(', ')}`] : []),
  ]
  return parts.length > 0 ? { brought, container, text: parts.join(', ') } : undefined
}

/** In the words of the configuration. */
function modifiedKeys({ spec, imageId }: BroughtContainer, container: ContainerState): string[] {
  return [
    ...(container.imageId === imageId ? [] : ['image']),
    ...(missingNetworks(spec, container).length > 0 ? ['network'] : []),
    ...differingLimits(limitsOf(spec), container.limits, false),
  ]
}

export function missingNetworks({ network = [] }: ContainerSpec, { networks }: ContainerState): string[] {
  return network.filter((name) => isOwnNetwork(name) && !(name in networks))
}

/** An end that its restart policy accepts is none, nor one after which the policy has given up. */
export function isStopped(spec: ContainerSpec, { status, exitCode, restartCount }: ContainerState): boolean {
  if (!['created', 'exited', 'dead'].includes(status)) return false
  if (status === 'created') return true
  const { name, maxRetries } = limitsOf(spec).restartPolicy
  if (name === 'no') return false
  if (name !== 'on-failure') return true
  return exitCode !== 0 && (maxRetries === 0 || restartCount < maxRetries)
}
