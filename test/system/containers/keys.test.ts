/** Every key of a component, as the engine has it. */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { containersFixture } from './fixture.ts'

const mebibyte = 2 ** 20
const second = 1e9

describeWithEngine('the keys of a component, on a real engine', () => {
  test('say what the process is and what it may', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const config = {
      ...{ entrypoint: ['/bin/sh', '-c'], cmd: ['sleep 1000; true'], env: ['A=1', 'B='], user: '1000:1000' },
      ...{ workingDir: '/tmp', hostname: 'host', label: ['team=web', 'plain'], terminal: 'true' },
      ...{
        interactive: 'true',
        stopTimeout: '3',
        readOnly: 'true',
        capAdd: 'NET_ADMIN',
        capDrop: 'CAP_CHOWN',
      },
      ...{ securityOpt: 'no-new-privileges', device: '/dev/null:/dev/mine:rw', memory: '64m' },
      ...{ memoryReservation: '32m', memorySwap: '96m', cpus: '0.5', pidsLimit: '50' },
      ...{ restartPolicy: 'on-failure', restartMaxRetries: '4', restartTimeout: '30' },
    }
    await fixture.land(fixture.component('app', 'app:1', config))
    const { Config, HostConfig, Path, Args } = await fixture.engine.docker.getContainer('app').inspect()
    expect([Path, ...Args]).toEqual(['/bin/sh', '-c', 'sleep 1000; true'])
    expect(Config).toMatchObject({
      ...{
        User: '1000:1000',
        WorkingDir: '/tmp',
        Hostname: 'host',
        Tty: true,
        OpenStdin: true,
        StopTimeout: 3,
      },
      Env: expect.arrayContaining(['A=1', 'B=']),
      Labels: { team: 'web', plain: '', 'io.godwit.component': 'app' },
    })
    expect(HostConfig).toMatchObject({
      ...{ ReadonlyRootfs: true, SecurityOpt: ['no-new-privileges'], NanoCpus: second / 2, PidsLimit: 50 },
      CapAdd: [expect.stringContaining('NET_ADMIN')],
      CapDrop: [expect.stringContaining('CHOWN')],
      Devices: [{ PathOnHost: '/dev/null', PathInContainer: '/dev/mine', CgroupPermissions: 'rw' }],
      ...{ Memory: 64 * mebibyte, MemoryReservation: 32 * mebibyte },
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 4 },
    })
    // The kernel may not be able to limit swap.
    expect([96 * mebibyte, -1]).toContain(HostConfig.MemorySwap)
  })

  test('say what it sees of files, and how it logs', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const folder = await temporaryFolder(scope, 'keys')
    await writeFile(path.join(folder, 'token'), 'hunter2')
    const config = {
      mount: [`${folder}:/srv:ro,private`, 'kept:/data'],
      tmpfs: '/scratch:size=1m',
      secret: `token:${path.join(folder, 'token')}`,
      cmd: ['sh', '-c', 'test "$(cat /run/secrets/token)" = hunter2 && touch /data/there && sleep 1000'],
      ...{ logMaxFiles: '3', logMaxSize: '1m', logMode: 'non-blocking', logMaxBufferSize: '2m' },
    }
    await fixture.land(fixture.component('app', 'app:1', config))
    const { HostConfig, Mounts } = await fixture.engine.docker.getContainer('app').inspect()
    expect(Mounts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ Source: folder, Destination: '/srv', RW: false, Propagation: 'private' }),
        expect.objectContaining({ Type: 'volume', Name: 'kept', Destination: '/data', RW: true }),
        expect.objectContaining({ Destination: '/run/secrets/token', RW: false }),
      ]),
    )
    expect(HostConfig.Tmpfs).toEqual({ '/scratch': 'size=1m' })
    expect(HostConfig.LogConfig).toEqual({
      Type: 'json-file',
      Config: { 'max-file': '3', 'max-size': '1048576', mode: 'non-blocking', 'max-buffer-size': '2097152' },
    })
    expect(await fixture.land()).toEqual(['no longer needed'])
    const { Volumes } = await fixture.engine.docker.listVolumes()
    expect(Volumes.map(({ Name }) => Name)).toEqual(['kept'])
  })

  test('say how its health is asked for, and what it is called by others', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const health = {
      ...{ healthCmd: 'true', healthInterval: '1s', healthTimeout: '2s', healthRetries: '3' },
      ...{ healthStartPeriod: '4s', network: 'gw-health', host: ['db:10.0.0.7', 'lo:host_ip_lo'] },
    }
    await fixture.land(
      fixture.component('checked', 'app:1', health),
      fixture.component('unchecked', 'app:1', { healthCmd: 'none', logDriver: 'none' }),
    )
    const checked = await fixture.engine.docker.getContainer('checked').inspect()
    expect(checked.State.Health?.Status).toBe('healthy')
    expect(checked.Config.Healthcheck).toEqual({
      ...{ Test: ['CMD-SHELL', 'true'], Interval: second, Timeout: 2 * second, Retries: 3 },
      StartPeriod: 4 * second,
    })
    expect(checked.HostConfig.ExtraHosts).toEqual(['db:10.0.0.7', 'lo:127.0.0.1'])
    const unchecked = await fixture.engine.docker.getContainer('unchecked').inspect()
    expect(unchecked.Config.Healthcheck?.Test).toEqual(['NONE'])
    expect(unchecked.HostConfig.LogConfig?.Type).toBe('none')
  })

  test('say what is up to the machine, and only made here', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const folder = await temporaryFolder(scope, 'keys')
    const propagations = ['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave']
    const config = {
      ...{ privileged: 'true', network: 'gw-keys', host: 'gate:host_ip', tmpfs: '/plain' },
      mount: ['rw:/rw:rw', ...propagations.map((propagation) => `${folder}:/${propagation}:${propagation}`)],
    }
    const { run } = await fixture.campaign([fixture.component('mighty', 'app:1', config)])
    await run(['download', 'update'])
    const { HostConfig, Mounts } = await fixture.engine.docker.getContainer('mighty.godwit-new').inspect()
    expect(HostConfig).toMatchObject({ Privileged: true, Tmpfs: { '/plain': '' } })
    expect(HostConfig.ExtraHosts).toEqual(['gate:host-gateway'])
    expect(Mounts).toContainEqual(expect.objectContaining({ Name: 'rw', RW: true }))
    for (const Propagation of propagations) {
      expect(Mounts).toContainEqual(
        expect.objectContaining({ Destination: `/${Propagation}`, Propagation, RW: true }),
      )
    }
    await run(['rollback', 'cleanup'], { outcome: 'rolledBack' })
    expect(await fixture.containers()).toEqual([])
  })

  test("give it the host's network, or none", async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const networks = ['host', 'none']
    await fixture.land(...networks.map((network) => fixture.component(network, 'app:1', { network })))
    for (const network of networks) {
      const { HostConfig, NetworkSettings } = await fixture.engine.docker.getContainer(network).inspect()
      expect(HostConfig.NetworkMode).toBe(network)
      expect(Object.keys(NetworkSettings.Networks)).toEqual([network])
    }
    expect(await fixture.land(fixture.component('host', 'app:1', { network: 'none' }))).toContain(
      'replaced by a new container: network',
    )
  })

  test('give it networks of its own, which go with the last container, and ports', async ({ scope }) => {
    const fixture = await containersFixture(scope)
    await fixture.engine.makeImage('app:1')
    const networks = async () =>
      (await fixture.engine.docker.listNetworks())
        .map(({ Name }) => Name)
        .filter((name) => name.startsWith('gw'))
    const network = ['gw-front', 'gw-back']
    const shop = fixture.component('shop', 'app:1', { network, port: '127.0.0.1:30000-30999:80/udp' })
    const database = fixture.component('database', 'app:1', { network: 'gw-back' })
    await fixture.land({ ...shop }, database)
    expect((await networks()).sort()).toEqual(['gw-back', 'gw-front'])
    const { NetworkSettings, HostConfig } = await fixture.engine.docker.getContainer('shop').inspect()
    expect(Object.keys(NetworkSettings.Networks).sort()).toEqual(['gw-back', 'gw-front'])
    expect(NetworkSettings.Networks['gw-back']?.Aliases).toContain('shop')
    expect(HostConfig.PortBindings).toEqual({ '80/udp': [{ HostIp: '127.0.0.1', HostPort: '30000-30999' }] })
    const known = fixture.component('known', 'app:1', { network: 'gw-back', host: 'db:container_database' })
    await fixture.land(shop, database, known)
    const address = (await fixture.engine.docker.getContainer('database').inspect()).NetworkSettings
    expect((await fixture.engine.docker.getContainer('known').inspect()).HostConfig.ExtraHosts).toEqual([
      `db:${address.Networks['gw-back']?.IPAddress}`,
    ])
    await fixture.land(database)
    expect(await networks()).toEqual(['gw-back'])
    await fixture.land()
    expect(await networks()).toEqual([])
  })
})
