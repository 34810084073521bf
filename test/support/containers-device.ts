/** A device with nothing but containers: manager and containers agent as real processes, on a real broker and engine. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DesiredComponent } from '../../spec/index.ts'
import { backendOn } from './backend.ts'
import { startMosquitto } from './mosquitto.ts'
import { type RunningProcess, startGodwit } from './process.ts'
import type { Scope } from './scope.ts'
import { readyLine } from './system.ts'
import { temporaryFolder } from './temp.ts'
import { connectWire } from './wire-client.ts'

export interface ContainersDevice {
  /** The process that runs now. */
  agent(): RunningProcess
  /** SIGKILL, and a new process. Resolves when that is ready. */
  restartAgent(): Promise<void>
  /** Flies a campaign to its end, and rejects where that is not COMPLETED. What is not listed stays. */
  apply(components: DesiredComponent[]): Promise<void>
}

/** Fifty containers on a busy machine. */
const patienceMs = 600_000

/** The agent works on the engine behind that socket. */
export async function startContainersDevice(scope: Scope, engineSocket: string): Promise<ContainersDevice> {
  const folder = await temporaryFolder(scope, 'containers-device')
  const { url } = await startMosquitto(scope)
  const start = async (name: string, command: string[], own: object) => {
    const config = join(folder, `${name}.json`)
    const common = { stateDir: join(folder, name), connection: { broker: url } }
    await writeFile(config, JSON.stringify({ ...common, ...own }))
    const running = startGodwit(scope, [...command, '--config', config])
    await running.waitForLine(readyLine, patienceMs)
    return running
  }
  await start('manager', ['manager'], { agents: { containers: {} }, phaseTimeout: `${patienceMs}ms` })
  const startAgent = () =>
    start('agent', ['agent', 'containers'], { engineSocket, keepUnlisted: true, settleTime: '0s' })
  let agent = await startAgent()
  const backend = backendOn(await connectWire(scope, url), ['containers'])
  let campaigns = 0
  return {
    agent: () => agent,
    async restartAgent() {
      await agent.kill()
      agent = await startAgent()
    },
    async apply(components) {
      campaigns += 1
      const activityId = `campaign-${campaigns}`
      await backend.apply(activityId, { domains: [{ id: 'containers', components }] })
      const { status, message } = await backend.final(activityId, patienceMs)
      if (status !== 'COMPLETED') throw new Error(`${activityId} ended with ${status}: ${message}`)
    },
  }
}

/** Keys with several values are repeated. */
export function component(id: string, config: Record<string, string | string[]>): DesiredComponent {
  const entries = Object.entries(config)
  return {
    id,
    version: '1',
    config: entries.flatMap(([key, values]) => [values].flat().map((value) => ({ key, value }))),
  }
}
