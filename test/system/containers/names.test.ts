/** What a container is known by to others in its networks. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { containersFixture, type Fixture } from './fixture.ts'

const networks = ['gw-names', 'gw-further']
const patience = { timeout: 60_000 }

/** Where another container in the network is led to that asks for that name. */
async function lookedUp({ engine: { docker } }: Fixture, name: string): Promise<string[]> {
  const Cmd = ['busybox', 'nslookup', '-type=a', name]
  const asking = await docker.getContainer('asker').exec({ Cmd, AttachStdout: true, Tty: true })
  const said = await text(await asking.start({ Tty: true }))
  return [...said.matchAll(/^Address: (\d+\.\d+\.\d+\.\d+)\s*$/gm)].map(([, address = '']) => address)
}

async function addressOf({ engine: { docker } }: Fixture, name: string, network: string) {
  const { NetworkSettings } = await docker.getContainer(name).inspect()
  return NetworkSettings.Networks[network]?.IPAddress
}

describeWithEngine('a container in networks of its own', () => {
  test.for(['stop-then-start', 'hand-over'])(
    'is found by the id of its component, and not before it has proven healthy where it hands over: %s',
    async (strategy, { scope }) => {
      const fixture = await containersFixture(scope)
      for (const image of ['app:1', 'app:2']) await fixture.engine.makeImage(image)
      const folder = await temporaryFolder(scope, 'names')
      const app = (version: number, config = {}) =>
        fixture.component('app', `app:${version}`, { network: networks, strategy, ...config })
      for (const network of networks) {
        const healthy = `healthy-${network}`
        const asker = fixture.component('asker', 'app:1', { network })
        await fixture.land(asker, app(1))
        const old = await addressOf(fixture, 'app', network)
        expect(await lookedUp(fixture, 'app')).toEqual([old])

        const checked = app(2, {
          ...{ mount: `${folder}:/srv`, healthCmd: `test -e /srv/${healthy}`, startTimeout: '10m' },
          ...{ healthInterval: '200ms', healthRetries: '10000' },
        })
        const { run } = await fixture.campaign([asker, checked])
        await run(['download', 'update'])
        const activated = run(['activate'])
        const fresh = strategy === 'hand-over' ? 'app.godwit-new' : 'app'
        const status = async () =>
          (await fixture.engine.docker.getContainer(fresh).inspect()).State.Health?.Status
        await expect.poll(status, patience).toBe('starting')
        if (strategy === 'hand-over') expect(await lookedUp(fixture, 'app')).toEqual([old])
        await writeFile(join(folder, healthy), '')
        await activated
        await run(['cleanup'])
        expect(await lookedUp(fixture, 'app')).toEqual([await addressOf(fixture, 'app', network)])
      }
    },
  )
})
