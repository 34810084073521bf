import { parseDuration } from '../platform/config/duration.ts'
import type { ManagerConfig } from '../spec/generated/config.ts'
import type { PhaseCommand } from './campaign/state.ts'

/** The manager's configuration as the manager uses it: defaults filled in, durations in milliseconds. */
export interface ManagerSettings {
  domain: string
  topicPrefix?: string
  /** The domains that have an agent, in configuration order. */
  agents: Record<string, AgentSettings>
  order: string[][]
  rebootEnabled: boolean
  rebootAfterMs: number
  /** How long a machine may stay up after it was told to reboot. */
  rebootTimeoutMs: number
  /** How long the device may put a reboot off altogether, and how often it is asked meanwhile. */
  rebootDelayMaxMs: number
  rebootDelayMs: number
  phaseTimeoutMs: number
  reportFeedbackIntervalMs: number
  currentStateDelayMs: number
  ownerConsentCommands: PhaseCommand[]
  ownerConsentTimeoutMs: number
  whenBusy: 'supersede' | 'queue' | 'reject'
  historyCount: number
  historyMaxAgeMs: number
}

export interface AgentSettings {
  /** For agents that cannot ask for a reboot themselves. */
  rebootRequired: boolean
  readTimeoutMs: number
}

/** How often a device that has put a reboot off is asked again. */
const rebootDelayMs = 30_000

/** How long the hook before a reboot may run. */
export const rebootHookMs = 60_000

/** Settings from a validated configuration; what it leaves out gets the default that the schema documents. */
export function managerSettings(config: ManagerConfig): ManagerSettings {
  const agents = config.agents ?? { containers: {} }
  return {
    domain: config.domain ?? 'device',
    ...(config.topicPrefix !== undefined && { topicPrefix: config.topicPrefix }),
    agents: Object.fromEntries(
      Object.entries(agents).map(([domain, agent]) => [
        domain,
        {
          rebootRequired: agent.rebootRequired ?? false,
          readTimeoutMs: parseDuration(agent.readTimeout ?? '1m'),
        },
      ]),
    ),
    order: config.order ?? [],
    rebootEnabled: config.rebootEnabled ?? true,
    rebootAfterMs: parseDuration(config.rebootAfter ?? '30s'),
    rebootTimeoutMs:
      parseDuration(config.rebootTimeout ?? '3m') + (config.rebootHook === undefined ? 0 : rebootHookMs),
    rebootDelayMaxMs: parseDuration(config.rebootDelayMax ?? '1h'),
    rebootDelayMs,
    phaseTimeoutMs: parseDuration(config.phaseTimeout ?? '10m'),
    reportFeedbackIntervalMs: parseDuration(config.reportFeedbackInterval ?? '1m'),
    currentStateDelayMs: parseDuration(config.currentStateDelay ?? '30s'),
    ownerConsentCommands: config.ownerConsentCommands ?? [],
    ownerConsentTimeoutMs: parseDuration(config.ownerConsentTimeout ?? '30m'),
    whenBusy: config.whenBusy ?? 'supersede',
    historyCount: config.historyCount ?? 50,
    historyMaxAgeMs: parseDuration(config.historyMaxAge ?? '2160h'),
  }
}
