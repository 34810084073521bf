/**
 * The agent as it is shipped, which is killed by SIGKILL while it waits for the answer to any call that changes something,
 * and started again: with its records on the disk, and a manager that waits for it.
 */
import { join } from 'node:path'
import { expect } from 'vitest'
import { component, startContainersDevice } from '../../support/containers-device.ts'
import { describeWithEngine, startDockerEngine } from '../../support/docker-engine.ts'
import { startEngineFront } from '../../support/engine-front.ts'
import { test } from '../../support/fixture.ts'
import { temporaryFolder } from '../../support/temp.ts'

/** Many processes are started, and the machine may be busy. */
const patienceMs = 600_000
/** Create; restart policy, two names and stop; start, restart policy; remove. */
const callsOfUpdate = 8

describeWithEngine('the process of the agent', () => {
  test.for(['stop-then-start', 'hand-over'])(
    'may be killed at any call that changes something, and the campaign lands: %s',
    { timeout: patienceMs },
    async (strategy, { scope }) => {
      const engine = await startDockerEngine(scope)
      for (const version of [1, 2]) await engine.makeImage(`app:${version}`)
      const socket = join(await temporaryFolder(scope, 'front'), 'docker.sock')
      const front = await startEngineFront(scope, engine.socket, socket)
      const device = await startContainersDevice(scope, front.socket)
      const wanted = (version: number) =>
        component('app', {
          ...{ image: `app:${version}`, strategy, network: 'none', stopTimeout: '0' },
          cmd: ['sleep', '1000'],
        })
      await device.apply([wanted(1)])
      for (let call = 1; ; call += 1) {
        let restarted: Promise<void> | undefined
        front.withhold(call, () => {
          restarted = device.restartAgent()
        })
        const version = 1 + (call % 2)
        await device.apply([wanted(version)])
        await restarted
        const all = await engine.docker.listContainers({ all: true })
        const found = all.map(({ Names, State, Image }) => [...Names, State, Image])
        expect(found, `after call ${call}`).toEqual([['/app', 'running', `app:${version}`]])
        const { HostConfig } = await engine.docker.getContainer('app').inspect()
        expect(HostConfig.RestartPolicy?.Name, `after call ${call}`).toBe('unless-stopped')
        if (!restarted) return expect(call).toBeGreaterThan(callsOfUpdate)
      }
    },
  )
})
