/** The agent's current state as it goes over the wire: its own node first, then the author's, under their domain. */
import type { Capability, Inventory, SoftwareNode } from '../../../spec/index.ts'
import type { UpdateAgent } from '../agent.ts'

/** What every agent on this sdk can do. */
const capabilities: Capability[] = ['baselines', 'idempotent', 'reboot', 'plan', 'pause']

type Identity = Pick<UpdateAgent, 'domain' | 'name' | 'version'>

/** The author's nodes, their ids with the domain, hung below the agent's root node where nothing else holds them. */
export function fullInventory(agent: Identity, inventory: Inventory): Inventory {
  const root = rootNode(agent)
  const inDomain = (id: string) => `${agent.domain}:${id}`
  const withDomain = <Node extends { id: string }>(node: Node): Node => ({ ...node, id: inDomain(node.id) })
  const hardwareNodes = (inventory.hardwareNodes ?? []).map(withDomain)
  const softwareNodes = (inventory.softwareNodes ?? []).map(withDomain)
  const own = (inventory.associations ?? []).map(({ sourceId, targetId }) => ({
    sourceId: inDomain(sourceId),
    targetId: inDomain(targetId),
  }))
  const held = new Set(own.map(({ targetId }) => targetId))
  const top = [...softwareNodes, ...hardwareNodes].filter(({ id }) => !held.has(id))
  const associations = [...top.map(({ id }) => ({ sourceId: root.id, targetId: id })), ...own]
  return {
    ...(hardwareNodes.length > 0 && { hardwareNodes }),
    softwareNodes: [root, ...softwareNodes],
    ...(associations.length > 0 && { associations }),
  }
}

/** What is reported when the author's inventory fails: the agent is there, and says why it knows nothing. */
export function brokenInventory(agent: Identity, problem: string): Inventory {
  const root = rootNode(agent)
  const parameters = [...(root.parameters ?? []), { key: 'problem', value: problem }]
  return { softwareNodes: [{ ...root, parameters }] }
}

function rootNode({ domain, name, version }: Identity): SoftwareNode {
  return {
    id: `${domain}-update-agent`,
    version,
    name,
    parameters: [
      { key: 'domain', value: domain },
      { key: 'capabilities', value: capabilities.join(',') },
    ],
    type: 'APPLICATION',
  }
}
