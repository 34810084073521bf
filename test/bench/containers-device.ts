/** A device with nothing but containers: manager and containers agent as real processes, on a real broker and engine. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DesiredComponent } from '../../spec/index.ts'
import { backendOn } from '../support/backend.ts'
import type { DockerEngine } from '../support/docker-engine.ts'
import { startMosquitto } from '../support/mosquitto.ts'
import { type RunningProcess, startGodwit } from '../support/process.ts'
import type { Scope } from '../support/scope.ts'
import { readyLine } from '../support/system.ts'
import { temporaryFolder } from '../support/temp.ts'
import { connectWire } from '../support/wire-client.ts'

export interface ContainersDevice {
  readonly agent: RunningProcess
  /** Flies a campaign to its end, and rejects where that is not COMPLETED. What is not listed stays. */
  apply(components: DesiredComponent[]): Promise<void>
}

/** Fifty containers on a busy machine. */
const patienceMs = 600_000

export async function startContainersDevice(scope: Scope, engine: DockerEngine): Promise<ContainersDevice> {
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
  const agent = await start('agent', ['agent', 'containers'], {
    engineSocket: engine.socket,
    keepUnlisted: true,
    settleTime: '0s',
  })
  const backend = backendOn(await connectWire(scope, url), ['containers'])
  let campaigns = 0
  return {
    agent,
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
