import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { convertCompose } from '../../../agents/containers/compose/convert.ts'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { containersFixture } from './fixture.ts'

describeWithEngine('a compose file', () => {
  test('runs as it says, and a second time nothing changes', async ({ scope }) => {
    const { engine, land, containers } = await containersFixture(scope)
    await engine.makeImage('app:1')
    const folder = await temporaryFolder(scope, 'compose')
    await writeFile(join(folder, 'token'), 'hunter2')
    const text = `
name: shop
x-base: &base { image: app:1, pull_policy: never, network_mode: none, stop_grace_period: 0s }
services:
  web:
    <<: *base
    command: sh -c "touch /srv/ready && sleep 1000"
    depends_on: { db: { condition: service_healthy } }
    environment: { LEVEL: debug }
    volumes: ["data:/srv", { type: bind, source: ., target: /here, read_only: true }]
    secrets: [token]
    restart: unless-stopped
  db:
    <<: *base
    command: [sleep, "1000"]
    healthcheck: { test: [CMD, test, -f, /name], interval: 1s }
volumes: { data: }
secrets: { token: { file: ./token } }
`
    const readFile = () => {
      throw new Error('there is none')
    }
    const { components, findings } = convertCompose(text, {
      folder,
      deviceFolder: folder,
      environment: {},
      readFile,
    })
    expect(findings.map(({ kind }) => kind)).toEqual(['warning'])
    await land(...components)
    expect(await containers()).toEqual(['db running', 'web running'])

    const web = await engine.docker.getContainer('web').inspect()
    expect(web.Config.Env).toContain('LEVEL=debug')
    expect(web.HostConfig.RestartPolicy).toMatchObject({ Name: 'unless-stopped' })
    const mounts = web.Mounts.map(({ Name, Source, Destination, RW }) => [Name ?? Source, Destination, RW])
    expect(mounts.sort()).toEqual(
      [
        [folder, '/here', false],
        [join(folder, 'token'), '/run/secrets/token', false],
        ['shop_data', '/srv', true],
      ].sort(),
    )
    const db = await engine.docker.getContainer('db').inspect()
    expect(db.State.Health?.Status).toBe('healthy')
    expect(db.HostConfig.RestartPolicy).toMatchObject({ Name: 'no' })

    expect(await land(...components)).toEqual(Array(2).fill('no changes: is checked to be running'))
    await engine.docker.getVolume('shop_data').inspect()
  })
})
