/** What the author of an agent needs: `import { runAgent } from 'godwit/agent'`. Guide: docs/writing-an-agent.md. */
export type { Bus, BusMessage, BusStatus, MessageHandler } from '../../platform/bus/bus.ts'
export type { Clock, Timer } from '../../platform/clock.ts'
export type { Log } from '../../platform/log.ts'
export type { Collection, DocumentSchema, Store } from '../../platform/store/store.ts'
export type {
  DesiredComponent,
  DesiredDomain,
  HardwareNode,
  Inventory,
  KeyValue,
  SoftwareNode,
} from '../../spec/index.ts'
export { type ErrorCode, type ErrorDetails, GodwitError } from '../../spec/index.ts'
export type {
  ArtifactDescription,
  ArtifactStore,
  Artifacts,
  FetchOptions,
  FetchProgress,
  FetchWait,
  FolderNeed,
  Need,
  StoredArtifact,
} from '../artifacts/artifacts.ts'
export type * from './agent.ts'
export { fetchArtifact } from './fetch-artifact.ts'
export { type RunOptions, runAgent } from './run.ts'
export { type AgentRuntimeSettings, defaultAgentSettings } from './runtime/settings.ts'
export { type AgentPorts, type RunningAgent, startAgent } from './runtime/start.ts'
