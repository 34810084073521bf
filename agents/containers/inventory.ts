import type { Inventory, KeyValue, SoftwareNode } from '../../spec/index.ts'
import { isPassingName } from './containers-of.ts'
import type { ContainersDevice } from './device.ts'
import type { ContainerState } from './engine/engine.ts'
import { versionOfImage } from './images.ts'
import { componentLabel, configOf, imageNameOf } from './labels.ts'

/**
 * Each container with tag or digest of its image as its version, sorted, others' too. What a component is configured with
 * is told without what may be a secret; what can be changed while the container exists, as it is now.
 */
export async function inventory({ engine }: ContainersDevice): Promise<Inventory> {
  const all = (await engine.listContainers()).filter(({ name }) => !isPassingName(name))
  const softwareNodes: SoftwareNode[] = []
  for (const { id } of all.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const state = await engine.inspectContainer(id)
    if (state) softwareNodes.push(nodeOf(state))
  }
  return { softwareNodes }
}

function nodeOf(state: ContainerState): SoftwareNode {
  const { name } = state
  const parameters = [...configured(state), ...standing(state)]
  return { id: name, version: versionOfImage(imageNameOf(state)), name, type: 'CONTAINER', parameters }
}

function configured(state: ContainerState): KeyValue[] {
  const { labels, limits } = state
  const config = configOf(labels)
  const now: Record<string, string> = {
    image: imageNameOf(state),
    restartPolicy: limits.restartPolicy.name,
    memory: limits.memory === 0 ? '' : String(limits.memory),
  }
  const others = config.filter(({ key }) => !(key in now))
  const known = Object.entries(now).filter(([, value]) => value !== '')
  return [...known.map(([key, value]) => ({ key, value })), ...others]
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
