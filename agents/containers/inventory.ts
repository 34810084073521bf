import type { Inventory, KeyValue, SoftwareNode } from '../../spec/index.ts'
import { type BroughtContainer, listBrought } from './brought.ts'
import { isPassingName } from './containers-of.ts'
import type { ContainersDevice } from './device.ts'
import type { Difference } from './drift/compare.ts'
import type { Drift } from './drift/drift.ts'
import type { Healer } from './drift/healer.ts'
import type { ContainerState, Engine } from './engine/engine.ts'
import { isLimitKey, limitTexts } from './engine/limits.ts'
import { versionOfImage } from './images.ts'
import { componentLabel, configOf, differingKeys, imageNameOf } from './labels.ts'

/**
 * Each container with tag or digest of its image as its version, sorted, others' too. What a component is configured with
 * is told without what may be a secret; what can be changed while the container exists, as it is now. What was brought
 * and is not there any more, under its name, is told of, too, as drift.
 */
export async function inventory(
  { engine, brought }: Pick<ContainersDevice, 'engine' | 'brought'>,
  drift: Drift,
  healer: Healer | undefined,
): Promise<Inventory> {
  const all = await inspectAll(engine)
  const drifted = new Map((await drift.find(all)).map((one) => [one.brought.component, one]))
  const there = all.filter(({ name }) => !isPassingName(name))
  const known = new Map((await listBrought(brought)).map((one) => [one.component, one]))
  const names = new Set(there.map(({ name }) => name))
  const gone = [...drifted.values()].filter(({ brought }) => !names.has(brought.component))
  const present = there.map((state) => nodeOf(state, known.get(state.name), drifted.get(state.name)))
  const nodes = [...present, ...gone.map(missingNode)]
  const softwareNodes = nodes.map((node) => withRepairs(node, healer?.told(node.id)))
  return { softwareNodes: softwareNodes.toSorted((one, other) => (one.id < other.id ? -1 : 1)) }
}

function withRepairs(node: SoftwareNode, told: string | undefined): SoftwareNode {
  if (told === undefined) return node
  return { ...node, parameters: [...(node.parameters ?? []), { key: 'selfHeal', value: told }] }
}

/** All that there are, running or not. */
export async function inspectAll(engine: Engine): Promise<ContainerState[]> {
  const states: ContainerState[] = []
  for (const { id } of await engine.listContainers()) {
    const state = await engine.inspectContainer(id)
    if (state) states.push(state)
  }
  return states
}

function missingNode(drifted: Difference): SoftwareNode {
  const { component, config, spec } = drifted.brought
  const parameters = [...config, { key: 'managed', value: 'true' }, ...driftParameters(drifted)]
  return {
    id: component,
    version: versionOfImage(spec.image),
    name: component,
    type: 'CONTAINER',
    parameters,
  }
}

const driftParameters = (drifted: Difference | undefined): KeyValue[] =>
  drifted ? [{ key: 'drift', value: drifted.text }] : []

function nodeOf(
  state: ContainerState,
  brought: BroughtContainer | undefined,
  drifted: Difference | undefined,
): SoftwareNode {
  const { name } = state
  const parameters = [...configured(state, brought), ...standing(state), ...driftParameters(drifted)]
  return { id: name, version: versionOfImage(imageNameOf(state)), name, type: 'CONTAINER', parameters }
}

/**
 * Of what was written on a container when it was made, some may have been changed since: so the last campaign's words
 * count, where they are about this container.
 */
function configured(state: ContainerState, brought: BroughtContainer | undefined): KeyValue[] {
  const isOfThis = brought && differingKeys(brought.spec, state).every(isLimitKey)
  const config = isOfThis ? brought.config : configOf(state.labels)
  const now = { image: imageNameOf(state), ...limitTexts(state.limits) }
  const others = config.filter(({ key }) => key !== 'image' && !isLimitKey(key))
  const isAsked = (key: string) => config.some((entry) => entry.key === key)
  // Swap goes with memory where nobody asks for it.
  const known = Object.entries(now).filter(
    ([key, value]) => value !== undefined && (key !== 'memorySwap' || isAsked(key)),
  )
  return [...known.map(([key, value = '']) => ({ key, value })), ...others]
}

function standing(state: ContainerState): KeyValue[] {
  const { health, finishedAt, labels } = state
  const values: Record<string, string | undefined> = {
    status: statuses[state.status],
    health: health?.status,
    created: state.created,
    finishedAt,
    exitCode: state.status === 'exited' ? String(state.exitCode) : undefined,
    oomKilled: state.oomKilled ? 'true' : undefined,
    restartCount: String(state.restartCount),
    hostName: state.hostname || undefined,
    domainName: state.domainname || undefined,
    managed: String(componentLabel in labels),
  }
  return Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]))
}

/** In the words of the wire. */
const statuses: Record<ContainerState['status'], string> = {
  created: 'Created',
  running: 'Running',
  paused: 'Paused',
  restarting: 'Running',
  removing: 'Unknown',
  exited: 'Exited',
  dead: 'Dead',
}
