/** The configuration of `godwit up` as its parts see it. Pure. */
import type {
  ConnectionConfig,
  ContainersAgentConfig,
  FirmwareAgentConfig,
  ManagerConfig,
  SoftwareAgentConfig,
  UpConfig,
} from '../../spec/generated/config.ts'

export interface UpParts {
  manager: ManagerConfig
  software?: SoftwareAgentConfig
  firmware?: FirmwareAgentConfig
  containers?: ContainersAgentConfig
}

/** What a part has from the top, unless it says otherwise. */
interface Shared {
  connection?: ConnectionConfig
  topicPrefix?: string
  stateDir?: string
}

/**
 * Each part with what it has from the top: connection, topic prefix and state folder. The manager's agents are those
 * that run here, unless it is configured with others. `configured` are the paths that are no defaults.
 */
export function upParts(config: UpConfig, configured: ReadonlySet<string>): UpParts {
  const { software, firmware, containers } = config.agents ?? {}
  const inherit = <Part extends Shared>(part: Part, path: string) => inherited(config, part, path, configured)
  const manager = inherit(config.manager ?? {}, 'manager')
  return {
    manager: configured.has('manager.agents') ? manager : { ...manager, agents: agentsOf(config) },
    ...(software && { software: inherit(software, 'agents.software') }),
    ...(firmware && { firmware: inherit(firmware, 'agents.firmware') }),
    ...(containers && { containers: inherit(containers, 'agents.containers') }),
  }
}

function inherited<Part extends Shared>(
  { connection, topicPrefix, stateDir }: Shared,
  part: Part,
  path: string,
  configured: ReadonlySet<string>,
): Part {
  const isOwn = (key: string) => configured.has(`${path}.${key}`)
  const ownConnection = Object.entries(part.connection ?? {}).filter(([key]) => isOwn(`connection.${key}`))
  // Two clients of one id would throw each other out.
  const clientId = connection?.clientId && `${connection.clientId}-${path.replace('agents.', '')}`
  return {
    ...part,
    ...(topicPrefix !== undefined && !isOwn('topicPrefix') && { topicPrefix }),
    ...(stateDir !== undefined && !isOwn('stateDir') && { stateDir }),
    connection: { ...connection, ...(clientId && { clientId }), ...Object.fromEntries(ownConnection) },
  }
}

/** The domains of the agents that run here, in configuration order. */
function agentsOf({ agents = {} }: UpConfig): NonNullable<ManagerConfig['agents']> {
  return Object.fromEntries(Object.entries(agents).map(([name, agent]) => [agent.domain ?? name, {}]))
}
