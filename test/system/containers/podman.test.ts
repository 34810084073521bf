/** Podman's socket with Docker's API: the same agent on another engine. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { makeImage, makeLayer, sleepLayer } from '../../support/container-image.ts'
import { describeWithRegistry, startDockerRegistry } from '../../support/docker-registry.ts'
import { test } from '../../support/fixture.ts'
import { describeWithPodman, startPodmanEngine } from '../../support/podman-engine.ts'
import type { Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { newChanges, waitUntil } from '../../support/waiting.ts'
import { back, containersFixture, type Fixture } from './fixture.ts'

const patienceMs = 240_000
const mebibyte = 2 ** 20

const onPodman = (scope: Scope) => containersFixture(scope, { driftLastsMs: 0 }, startPodmanEngine)

async function withImages(scope: Scope, ...names: string[]): Promise<Fixture> {
  const fixture = await onPodman(scope)
  for (const name of names) await fixture.engine.makeImage(name)
  return fixture
}

const networksOf = async ({ engine }: Fixture) =>
  (await engine.docker.listNetworks()).map(({ Name }) => Name).filter((name) => name.startsWith('gw-'))

describeWithPodman('a campaign of containers on Podman', () => {
  test('creates, replaces, checks and removes, with networks and volumes', { timeout: patienceMs }, async ({
    scope,
  }) => {
    const fixture = await withImages(scope, 'app:1', 'app:2')
    const wanted = (version: number, config = {}) =>
      fixture.component('app', `app:${version}`, { network: 'gw-shop', mount: 'kept:/data', ...config })
    expect(await fixture.land(wanted(1))).toEqual(['a new container of app:1'])
    expect(await fixture.land(wanted(1))).toEqual(['no changes: is checked to be running'])
    expect(await networksOf(fixture)).toEqual(['gw-shop'])
    // Podman cannot change what is there.
    expect(await fixture.land(wanted(1, { memory: '64m' }))).toEqual(['replaced by a new container: memory'])
    expect(await fixture.land(wanted(2, { strategy: 'hand-over' }))).toEqual([
      'replaced by a new container: image, memory',
    ])
    expect(await fixture.containers()).toEqual(['app running'])
    expect(await fixture.land()).toEqual(['no longer needed'])
    expect(await fixture.containers()).toEqual([])
    expect(await networksOf(fixture)).toEqual([])
    const { Volumes } = await fixture.engine.docker.listVolumes()
    expect(Volumes.map(({ Name }) => Name)).toEqual(['kept'])
  })

  test.for(['stop-then-start', 'hand-over'])(
    'goes back from each phase, with %s',
    {
      timeout: patienceMs,
    },
    async (strategy, { scope }) => {
      const fixture = await withImages(scope, 'app:1', 'app:2')
      await fixture.land(fixture.component('app', 'app:1', { strategy }))
      const { Id } = await fixture.engine.docker.getContainer('app').inspect()
      for (const done of [2, 3]) {
        const { run } = await fixture.campaign([fixture.component('app', 'app:2', { strategy })])
        await run(back.slice(0, done))
        await run(['rollback', 'cleanup'], { outcome: 'rolledBack' })
        expect(await fixture.containers()).toEqual(['app running'])
        expect((await fixture.engine.docker.getContainer('app').inspect()).Id).toBe(Id)
      }
    },
  )

  test('tells how a container has failed, and refuses what it cannot keep', { timeout: patienceMs }, async ({
    scope,
  }) => {
    const fixture = await withImages(scope, 'app:1')
    const fails = fixture.component('app', 'app:1', {
      ...{ cmd: ['sh', '-c', 'echo last words; exit 3'], restartPolicy: 'no', settleTime: '1m' },
    })
    const { run } = await fixture.campaign([fails])
    await expect(run(['download', 'update', 'activate'])).rejects.toMatchObject({
      code: 'UNHEALTHY',
      message: expect.stringMatching(/ended with exit code 3; its last lines: .*last words/),
    })
    await run(['rollback', 'cleanup'], { outcome: 'rolledBack' })
    expect(await fixture.containers()).toEqual([])
    const always = fixture.component('app', 'app:1', { restartPolicy: 'always' })
    await expect(fixture.campaign([always])).rejects.toMatchObject({
      code: 'INVALID_COMPONENT',
      message: expect.stringContaining('use unless-stopped'),
    })
  })

  test('gives a container what its keys say', { timeout: patienceMs }, async ({ scope }) => {
    const fixture = await withImages(scope, 'app:1')
    const folder = await temporaryFolder(scope, 'keys')
    await writeFile(join(folder, 'token'), 'hunter2')
    const config = {
      ...{ entrypoint: ['/bin/sh', '-c'], cmd: ['sleep 1000; true'], env: ['A=1', 'B='], user: '1000:1000' },
      ...{ workingDir: '/tmp', hostname: 'host', label: ['team=web', 'plain'], stopTimeout: '3' },
      ...{ readOnly: 'true', capAdd: 'NET_ADMIN', capDrop: 'CAP_CHOWN', securityOpt: 'no-new-privileges' },
      ...{ memory: '64m', memoryReservation: '32m', cpus: '0.5', pidsLimit: '50' },
      ...{ restartPolicy: 'on-failure', restartMaxRetries: '4', tmpfs: '/scratch:size=1m' },
      ...{ mount: [`${folder}:/srv:ro`, 'kept:/data'], secret: `token:${join(folder, 'token')}` },
      ...{ network: 'gw-keys', port: '127.0.0.1:8080:80', host: 'db:10.0.0.7' },
    }
    await fixture.land(fixture.component('app', 'app:1', config))
    expect(await fixture.land(fixture.component('app', 'app:1', config))).toEqual([
      'no changes: is checked to be running',
    ])
    const { Config, HostConfig, Mounts, Path, Args } = await fixture.engine.docker
      .getContainer('app')
      .inspect()
    expect([Path, ...Args]).toEqual(['/bin/sh', '-c', 'sleep 1000; true'])
    expect(Config).toMatchObject({
      ...{ User: '1000:1000', WorkingDir: '/tmp', Hostname: 'host', StopTimeout: 3 },
      Env: expect.arrayContaining(['A=1', 'B=']),
      Labels: { team: 'web', plain: '', 'io.godwit.component': 'app' },
    })
    expect(HostConfig).toMatchObject({
      ...{ ReadonlyRootfs: true, NanoCpus: 5e8, PidsLimit: 50 },
      ...{ Memory: 64 * mebibyte, MemoryReservation: 32 * mebibyte },
      CapAdd: [expect.stringContaining('NET_ADMIN')],
      CapDrop: expect.arrayContaining([expect.stringContaining('CHOWN')]),
      SecurityOpt: expect.arrayContaining(['no-new-privileges']),
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 4 },
      ExtraHosts: ['db:10.0.0.7'],
      PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] },
    })
    expect(Mounts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ Source: folder, Destination: '/srv', RW: false }),
        expect.objectContaining({ Type: 'volume', Name: 'kept', Destination: '/data', RW: true }),
        expect.objectContaining({ Destination: '/run/secrets/token', RW: false }),
      ]),
    )
  })

  test('reports events and drift', { timeout: patienceMs }, async ({ scope }) => {
    const fixture = await withImages(scope, 'app:1')
    await fixture.land(fixture.component('app', 'app:1'), fixture.component('gone', 'app:1'))
    const agent = fixture.start()
    const told = newChanges()
    let events = 0
    const stop = agent.watch?.(
      () => {
        events += 1
        told.notify()
      },
      () => false,
    )
    scope.defer(() => stop?.())
    const heardAfter = (before: number) =>
      waitUntil(
        () => (events > before ? true : undefined),
        told.listen,
        () => `${events} events`,
        patienceMs,
      )
    await heardAfter(0)
    const before = events
    await fixture.engine.docker.getContainer('app').stop()
    await fixture.engine.docker.getContainer('gone').remove({ force: true })
    await heardAfter(before)
    const { softwareNodes = [] } = await agent.inventory()
    const drift = softwareNodes.map(({ id, parameters = [] }) => [
      id,
      parameters.find(({ key }) => key === 'drift')?.value,
    ])
    expect(drift).toEqual([
      ['app', 'stopped'],
      ['gone', 'missing'],
    ])
  })

  test('puts right what has drifted', { timeout: patienceMs }, async ({ scope }) => {
    const own = { driftLastsMs: 0, selfHeal: true }
    const fixture = await containersFixture(scope, own, startPodmanEngine)
    await fixture.engine.makeImage('app:1')
    await fixture.land(fixture.component('gone', 'app:1'), fixture.component('stopped', 'app:1'))
    await fixture.engine.docker.getContainer('stopped').stop()
    await fixture.engine.docker.getContainer('gone').remove({ force: true })
    const agent = fixture.start()
    // A healer acts when somebody looks.
    const stop = agent.watch?.(
      () => void agent.inventory().catch(() => {}),
      () => false,
    )
    scope.defer(() => stop?.())
    await expect
      .poll(fixture.containers, { timeout: patienceMs })
      .toEqual(['gone running', 'stopped running'])
  })

  describeWithRegistry('with images of a registry', () => {
    test('fetches, loads and keeps them, by tag and by digest, and removes what nothing uses', {
      timeout: patienceMs,
    }, async ({ scope }) => {
      const registry = await startDockerRegistry(scope)
      const fixture = await onPodman(scope)
      const [one, two] = ['first', 'second'].map((name) =>
        makeImage({ layers: [sleepLayer(), makeLayer({ 'etc/name': name })] }),
      )
      if (!one || !two) throw new Error('no images')
      await registry.push('app', '1', one)
      const digest = await registry.push('app', '2', two)
      for (const [name, image] of [
        [`${registry.name}/app:1`, one],
        [`${registry.name}/app@${digest}`, two],
      ] as const) {
        await fixture.land(fixture.component('app', name))
        expect((await fixture.port.inspectContainer('app'))?.imageId).toBe(image.id)
        expect(await fixture.land(fixture.component('app', name))).toEqual([
          'no changes: is checked to be running',
        ])
      }
      await fixture.land()
      expect(await fixture.images()).toEqual([])
    })
  })
})
