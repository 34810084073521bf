/** The manager under test, as a real process on a real broker, with scripted agents and a backend around it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ManagerConfig } from '../../spec/generated/config.ts'
import { type Backend, backendOn } from './backend.ts'
import { freePort, type Mosquitto, startMosquitto } from './mosquitto.ts'
import { type RunningProcess, startGodwit } from './process.ts'
import type { Scope } from './scope.ts'
import { temporaryFolder } from './temp.ts'
import { type AgentScript, startWireAgent, type WireAgent } from './wire-agent.ts'
import { connectWire } from './wire-client.ts'

/** `embedded`: the broker that `godwit up` brings along, in the manager's process. */
export type BrokerKind = 'mosquitto' | 'embedded'
export const brokerKinds: BrokerKind[] = ['mosquitto', 'embedded']

export interface SystemOptions {
  broker?: BrokerKind
  /** Scripts of the agents, by domain, in the order in which the manager is configured with them. */
  agents: Record<string, AgentScript>
  /** Domains that are configured, but whose agents are away. */
  away?: string[]
  manager?: Partial<ManagerConfig>
  /** What the backend listens to; by default everything. Commands are only seen with everything. */
  filters?: string[]
}

export interface System {
  readonly url: string
  readonly folder: string
  readonly backend: Backend
  readonly agents: Record<string, WireAgent>
  readonly mosquitto: Mosquitto | undefined
  agent(domain: string): WireAgent
  /** The manager's process of the last start. */
  manager(): RunningProcess
  /** Starts the manager again; resolves when it is ready, and everybody else is connected again too. */
  startManager(): Promise<void>
}

/** The line with which a process says that it is connected and at work. */
export const readyLine = /"ready"/

/** Short where a test waits for it, long where waiting means that something is wrong. */
const defaults: Partial<ManagerConfig> = {
  phaseTimeout: '20s',
  reportFeedbackInterval: '1ms',
  currentStateDelay: '1ms',
  rebootAfter: '1ms',
  rebootCommand: ['true'],
}

export async function startSystem(scope: Scope, options: SystemOptions): Promise<System> {
  const folder = await temporaryFolder(scope, 'system')
  const prefix = options.manager?.topicPrefix
  const embedded = options.broker === 'embedded'
  const mosquitto = embedded ? undefined : await startMosquitto(scope)
  const port = mosquitto?.port ?? (await freePort())
  const url = `mqtt://localhost:${port}`
  const domains = [...Object.keys(options.agents), ...(options.away ?? [])]
  const manager: Partial<ManagerConfig> = {
    ...defaults,
    agents: Object.fromEntries(domains.map((domain) => [domain, { readTimeout: '1s' }])),
    ...options.manager,
  }
  const configFile = join(folder, 'config.json')
  await writeFile(configFile, JSON.stringify(configuration(folder, port, manager, embedded)))

  let running: RunningProcess
  const startManager = async () => {
    running = startGodwit(scope, [embedded ? 'up' : 'manager', '--config', configFile])
    await running.waitForLine(readyLine)
    void running.ended.then((reason) => {
      for (const { wire } of everybody()) wire.giveUp(reason)
    })
  }
  const agents: Record<string, WireAgent> = {}
  const startAgents = async () => {
    for (const [domain, script] of Object.entries(options.agents)) {
      agents[domain] = await startWireAgent(scope, url, domain, script, prefix)
    }
  }
  let backend: Backend | undefined
  const everybody = () => [...Object.values(agents), ...(backend ? [backend] : [])]
  if (embedded) await startManager()
  else await startAgents()
  backend = backendOn(
    await connectWire(scope, url, options.filters ? { filters: options.filters } : {}),
    domains,
    prefix,
  )
  if (embedded) await startAgents()
  else await startManager()
  await waitForInventory(backend, Object.keys(options.agents))
  return {
    url,
    folder,
    backend,
    agents,
    mosquitto,
    agent(domain) {
      const agent = agents[domain]
      if (!agent) throw new Error(`no agent of domain ${domain}`)
      return agent
    },
    manager: () => running,
    async startManager() {
      await startManager()
      for (const { wire } of everybody()) await wire.settle()
    },
  }
}

function configuration(
  folder: string,
  port: number,
  manager: Partial<ManagerConfig>,
  embedded: boolean,
): object {
  const stateDir = join(folder, 'state')
  if (!embedded) return { ...manager, stateDir, connection: { broker: `mqtt://localhost:${port}` } }
  const { topicPrefix, ...own } = manager
  return { stateDir, ...(topicPrefix && { topicPrefix }), embeddedBroker: { port }, manager: own, agents: {} }
}

/** Until the manager has asked everybody for the first time, and has heard of every agent. */
async function waitForInventory({ wire, topics }: Backend, domains: string[]): Promise<void> {
  const heardOf = (text: string) => domains.every((domain) => text.includes(`"${domain}"`))
  await wire.waitUntil('inventory of all agents', () => {
    const reports = wire.on(topics.currentState)
    const asked = reports.some(({ json }) => json?.activityId?.startsWith('initial-'))
    return (asked && reports.some(({ text }) => heardOf(text))) || undefined
  })
}
