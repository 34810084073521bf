import { createSoftwareAgent } from '../../agents/software/agent.ts'
import { softwareSettings } from '../../agents/software/settings.ts'
import type { SoftwareAgentConfig } from '../../spec/generated/config.ts'
import { startAgentService } from './agent.ts'
import type { Service, Surroundings } from './service.ts'

/** Starts the agent for software in bundles. */
export function startSoftware(config: SoftwareAgentConfig, around: Surroundings): Promise<Service> {
  const settings = softwareSettings(config, around.version)
  return startAgentService(settings.domain, config, () => createSoftwareAgent(settings, around), around)
}
