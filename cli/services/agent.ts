import { artifactSettings } from '../../agents/artifacts/settings.ts'
import { createArtifactStore } from '../../agents/artifacts/store.ts'
import { defaultAgentSettings, startAgent, type UpdateAgent } from '../../agents/sdk/index.ts'
import { parseDuration } from '../../platform/config/duration.ts'
import { createFileStore } from '../../platform/store/file-store.ts'
import type { Store } from '../../platform/store/store.ts'
import type { FirmwareAgentConfig, SoftwareAgentConfig } from '../../spec/generated/config.ts'
import { configured } from '../errors.ts'
import { artifactFolder } from './artifacts.ts'
import { openBus } from './bus.ts'
import { lockState } from './lock.ts'
import { farewellMs, type Service, type Surroundings, stateDirOf } from './service.ts'

/** What an agent of any domain is configured with. */
export type AgentConfig = Pick<
  SoftwareAgentConfig & FirmwareAgentConfig,
  'connection' | 'topicPrefix' | 'stateDir' | 'artifacts' | 'progressInterval' | 'currentStateDelay'
>

/** Starts an agent. Fails where another process is the agent of this domain on the same state folder. */
export async function startAgentService(
  domain: string,
  config: AgentConfig,
  create: (store: Store) => UpdateAgent,
  around: Surroundings,
): Promise<Service> {
  const { connection = {}, topicPrefix } = config
  const stateDir = stateDirOf(config)
  const bus = configured(() => openBus({ connection, domain, topicPrefix }, around))
  const lock = await lockState(stateDir, domain)
  const store = createFileStore(stateDir, around)
  const artifacts = createArtifactStore(artifactSettings(config.artifacts), {
    ...around,
    domain,
    folder: artifactFolder(stateDir),
  })
  const settings = {
    ...defaultAgentSettings,
    ...(topicPrefix !== undefined && { topicPrefix }),
    progressIntervalMs: parseDuration(config.progressInterval ?? '1s'),
    currentStateDelayMs: parseDuration(config.currentStateDelay ?? '1s'),
  }
  const agent = await startAgent(create(store), settings, { ...around, bus, store, artifacts })
  return {
    ready: () => bus.ready(),
    stop: async () => {
      await agent.stop()
      await bus.close(farewellMs)
      lock.release()
    },
  }
}
