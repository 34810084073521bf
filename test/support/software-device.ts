/** A device with nothing but software: manager and software agent as real processes, on a real broker. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtifactsConfig } from '../../spec/generated/config.ts'
import { type Backend, backendOn } from './backend.ts'
import { startMosquitto } from './mosquitto.ts'
import { godwit, node, type RunningProcess, startGodwit, startProcess } from './process.ts'
import type { Scope } from './scope.ts'
import { readyLine } from './system.ts'
import { connectWire } from './wire-client.ts'

export interface SoftwareDeviceOptions {
  artifacts: ArtifactsConfig
  /** Put before the agent's command line. */
  prefix?: string[]
}

export interface SoftwareDevice {
  readonly backend: Backend
  readonly manager: RunningProcess
  /** The agent's process of the last start. */
  agent(): RunningProcess
  /** Starts the agent; resolves when it is ready. */
  startAgent(): Promise<void>
  /** Target of the component's link `current`. */
  readonly current: string
}

/** The agent's state is in `<folder>/agent`, its components are in `<folder>/apps`. The agent is not yet started. */
export async function startSoftwareDevice(
  scope: Scope,
  folder: string,
  { artifacts, prefix = [] }: SoftwareDeviceOptions,
): Promise<SoftwareDevice> {
  const mosquitto = await startMosquitto(scope)
  const connection = { broker: mosquitto.url }
  const [managerConfig, agentConfig] = [join(folder, 'manager.json'), join(folder, 'agent.json')]
  const timing = { currentStateDelay: '10ms' }
  const manager = {
    ...timing,
    connection,
    stateDir: join(folder, 'manager'),
    agents: { software: {} },
    reportFeedbackInterval: '10ms',
    phaseTimeout: '120s',
  }
  const agent = {
    ...timing,
    connection,
    stateDir: join(folder, 'agent'),
    installDir: join(folder, 'apps'),
    progressInterval: '20ms',
    artifacts,
  }
  await writeFile(managerConfig, JSON.stringify(manager))
  await writeFile(agentConfig, JSON.stringify(agent))
  const backend = backendOn(await connectWire(scope, mosquitto.url), ['software'])
  const managing = startGodwit(scope, ['manager', '--config', managerConfig])
  await managing.waitForLine(readyLine)
  let running: RunningProcess | undefined
  const [command = '', ...words] = [...prefix, node, godwit, 'agent', 'software', '--config', agentConfig]
  return {
    backend,
    manager: managing,
    current: join(folder, 'apps/app/current'),
    agent() {
      if (!running) throw new Error('the agent was not started')
      return running
    },
    async startAgent() {
      running = startProcess(scope, command, words, { name: 'godwit agent software' })
      await running.waitForLine(readyLine)
    },
  }
}
