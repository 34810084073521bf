/** The program as it is shipped, on a real engine. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { describeWithEngine, startDockerEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { freePort } from '../../support/mosquitto.ts'
import { godwit, node, run, startGodwit } from '../../support/process.ts'
import { readyLine } from '../../support/system.ts'
import { temporaryFolder } from '../../support/temp.ts'

describeWithEngine('godwit with an engine', () => {
  test('flies a campaign of containers, and goes back from one that fails', async ({ scope }) => {
    const engine = await startDockerEngine(scope)
    for (const image of ['app:1', 'app:2']) await engine.makeImage(image)
    const folder = await temporaryFolder(scope, 'campaign')
    const port = await freePort()
    const config = {
      stateDir: join(folder, 'state'),
      embeddedBroker: { port },
      agents: { containers: { engineSocket: engine.socket, settleTime: '100ms' } },
    }
    await writeFile(join(folder, 'config.json'), JSON.stringify(config))
    const up = startGodwit(scope, ['up', '--config', join(folder, 'config.json')])
    await up.waitForLine(readyLine)

    const apply = async (activityId: string, image: string, command: string[]) => {
      const file = join(folder, `${activityId}.json`)
      const cmd = command.map((value) => ({ key: 'cmd', value }))
      const own = { image, network: 'none', stopTimeout: '0' }
      const settings = Object.entries(own).map(([key, value]) => ({ key, value }))
      const components = [{ id: 'app', version: '1', config: [...settings, ...cmd] }]
      await writeFile(
        file,
        JSON.stringify({ activityId, payload: { domains: [{ id: 'containers', components }] } }),
      )
      const args = [godwit, 'apply', file, '--broker', `mqtt://127.0.0.1:${port}`, '--json']
      return run(scope, node, args)
    }
    expect(await apply('first', 'app:1', ['sleep', '1000'])).toMatchObject({ code: 0 })
    const failed = await apply('second', 'app:2', ['sh', '-c', 'echo no good; exit 7'])
    expect(failed.code).toBe(1)
    expect(failed.lines.join('\n')).toMatch(
      /app: the container ended with exit code 7; its last lines: no good/,
    )
    const { State, Config } = await engine.docker.getContainer('app').inspect()
    expect([State.Status, Config.Image]).toEqual(['running', 'app:1'])
  })
})
