import { createContainersAgent } from '../../agents/containers/agent.ts'
import { createDockerEngine } from '../../agents/containers/engine/docker-engine.ts'
import { containersSettings } from '../../agents/containers/settings.ts'
import type { ContainersAgentConfig } from '../../spec/generated/config.ts'
import { startAgentService } from './agent.ts'
import type { Service, Surroundings } from './service.ts'

/** Starts the agent for containers. It need not have an engine yet. */
export function startContainers(config: ContainersAgentConfig, around: Surroundings): Promise<Service> {
  const settings = containersSettings(config, around.version)
  const engine = createDockerEngine(settings.socket)
  return startAgentService(
    settings.domain,
    config,
    (store) => createContainersAgent(settings, { ...around, engine, store }),
    around,
  )
}
