/** The device's current state, put together from what each domain reports. Contract: docs/protocol.md, "Inventory". */
import type { Inventory, SoftwareNode } from '../spec/index.ts'

/** The manager's own node, then the nodes of all domains in the given order, each root associated with the manager. */
export function aggregate(
  managerDomain: string,
  version: string,
  inventories: Map<string, Inventory>,
): Inventory {
  const own: SoftwareNode = {
    id: `${managerDomain}-update-manager`,
    version,
    name: 'Update Manager',
    type: 'APPLICATION',
  }
  const reports = [...inventories.entries()]
  const hardwareNodes = reports.flatMap(([, inventory]) => inventory.hardwareNodes ?? [])
  const softwareNodes = reports.flatMap(([, inventory]) => inventory.softwareNodes ?? [])
  const associations = reports.flatMap(([domain, inventory]) => {
    const root = rootOf(domain, inventory)
    return root ? [{ sourceId: own.id, targetId: root.id }, ...(inventory.associations ?? [])] : []
  })
  return {
    ...(hardwareNodes.length > 0 && { hardwareNodes }),
    softwareNodes: [own, ...softwareNodes],
    ...(associations.length > 0 && { associations }),
  }
}

/** The agent's own node: the application that says it is of the domain, or else the first node. */
function rootOf(domain: string, { softwareNodes = [] }: Inventory): SoftwareNode | undefined {
  const isRoot = ({ type, parameters = [] }: SoftwareNode) =>
    type === 'APPLICATION' && parameters.some(({ key, value }) => key === 'domain' && value === domain)
  return softwareNodes.find(isRoot) ?? softwareNodes[0]
}

/** What the agent says it can do beyond the plain contract; empty for agents in the field. */
export function capabilitiesOf(domain: string, inventory: Inventory): string[] {
  const parameter = rootOf(domain, inventory)?.parameters?.find(({ key }) => key === 'capabilities')
  return (parameter?.value ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
