/** An agent as a process of its own: everything it stands on, with defaults that suit a device. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Bus } from '../../platform/bus/bus.ts'
import { createMqttBus } from '../../platform/bus/mqtt-bus.ts'
import { type Clock, systemClock } from '../../platform/clock.ts'
import { createLog, type Log, type LogOptions } from '../../platform/log.ts'
import { createFileStore } from '../../platform/store/file-store.ts'
import type { ArtifactsConfig } from '../../spec/generated/config.ts'
import { encode, type Presence, topicsOf } from '../../spec/index.ts'
import { artifactSettings } from '../artifacts/settings.ts'
import { createArtifactStore } from '../artifacts/store.ts'
import type { UpdateAgent } from './agent.ts'
import { type AgentRuntimeSettings, defaultAgentSettings } from './runtime/settings.ts'
import { type RunningAgent, startAgent } from './runtime/start.ts'

export interface RunOptions extends Partial<AgentRuntimeSettings> {
  /** Broker URL; by default `GODWIT_BROKER` of the environment, or `mqtt://localhost:1883`. */
  broker?: string
  username?: string
  password?: string
  /** PEM files. */
  caFile?: string
  certFile?: string
  keyFile?: string
  /** Folder of all state that must survive a reboot; by default `GODWIT_STATE_DIR`, or `/var/lib/godwit`. */
  stateDir?: string
  /** File whose content changes with every boot; by default `GODWIT_BOOT_ID_FILE`, or the kernel's. */
  bootIdFile?: string
  artifacts?: ArtifactsConfig
  log?: LogOptions
}

const farewellMs = 500

/**
 * Runs an agent until the process gets SIGTERM or SIGINT, or `stop` is called. Resolves when the agent is at work,
 * also where the broker is not there yet. Rejects where the state folder or the boot id cannot be read.
 */
export async function runAgent(agent: UpdateAgent, options: RunOptions = {}): Promise<RunningAgent> {
  const { GODWIT_STATE_DIR, GODWIT_BOOT_ID_FILE } = process.env
  const clock = systemClock
  const log = createLog(options.log)
  const stateDir = options.stateDir ?? GODWIT_STATE_DIR ?? '/var/lib/godwit'
  const bootIdFile = options.bootIdFile ?? GODWIT_BOOT_ID_FILE ?? '/proc/sys/kernel/random/boot_id'
  const bootId = (await readFile(bootIdFile, 'utf8')).trim()
  const { domain } = agent
  const folder = path.join(stateDir, 'artifacts')
  const random = Math.random
  const bus = openBus(domain, options, { clock, log, random })
  const running = await startAgent(
    agent,
    { ...defaultAgentSettings, ...options },
    {
      bus,
      store: createFileStore(stateDir, { log, clock }),
      clock,
      log,
      artifacts: createArtifactStore(artifactSettings(options.artifacts), {
        ...{ folder, domain, clock, log, random },
      }),
      bootId,
    },
  )
  bus.ready().catch(() => {}) // it was stopped before it was connected
  return stoppedBySignals(running, bus)
}

function openBus(
  domain: string,
  options: RunOptions,
  ports: { clock: Clock; log: Log; random: () => number },
): Bus {
  const { topicPrefix, username, password, caFile, certFile, keyFile } = options
  const presence = (online: boolean) => encode<Presence>('', ports.clock.now(), { online })
  return createMqttBus(
    {
      url: options.broker ?? process.env.GODWIT_BROKER ?? 'mqtt://localhost:1883',
      clientId: topicPrefix === undefined ? `godwit-${domain}` : `godwit-${topicPrefix}-${domain}`,
      protocolVersion: 4,
      sessionExpiryMs: 0,
      keepAliveMs: 20_000,
      connectTimeoutMs: 30_000,
      username,
      password,
      caFile,
      certFile,
      keyFile,
      presence: {
        topic: topicsOf(domain, topicPrefix).presence,
        online: presence(true),
        offline: presence(false),
      },
    },
    ports,
  )
}

/** First the agent stops, so that its last words can still be sent. */
function stoppedBySignals(running: RunningAgent, bus: Bus): RunningAgent {
  let stopped: Promise<void> | undefined
  const end = async () => {
    await running.stop()
    await bus.close(farewellMs)
    for (const signal of signals) process.off(signal, stop)
  }
  const stop = () => {
    stopped ??= end()
    return stopped
  }
  for (const signal of signals) process.on(signal, stop)
  return { stop }
}

const signals = ['SIGTERM', 'SIGINT'] as const
