/** Named volumes that are backed up before a container is replaced, on a real engine. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect } from 'vitest'
import { createDockerEngine } from '../../../agents/containers/engine/docker-engine.ts'
import type { Engine } from '../../../agents/containers/engine/engine.ts'
import { endLeftover } from '../../../agents/containers/volumes/copy-tree.ts'
import { startTimeOf } from '../../../platform/process/session.ts'
import { describeWithEngine } from '../../support/docker-engine.ts'
import { test } from '../../support/fixture.ts'
import { startProcess } from '../../support/process.ts'
import { anyOrSome, series } from '../../support/sampling.ts'
import type { Scope } from '../../support/scope.ts'
import { canMount, mountSmallDisk } from '../../support/small-disk.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { dyingEngine } from './dying-engine.ts'
import { back, containersFixture, type Fixture, forward, type Step } from './fixture.ts'

const patienceMs = 600_000

interface WithVolume {
  fixture: Fixture
  /** The app, which writes its version into the volume when it starts. */
  app(version: number, config?: Record<string, string | string[]>): ReturnType<Fixture['component']>
  /** What is in the volume. */
  content(): Promise<string>
  backups(): Promise<string[]>
}

async function withVolume(scope: Scope): Promise<WithVolume> {
  const backupDir = join(await temporaryFolder(scope, 'backups'), 'backups')
  const fixture = await containersFixture(scope, { backupDir })
  await fixture.engine.makeImage('app:1')
  await fixture.engine.makeImage('app:2')
  return {
    fixture,
    app: (version, config = {}) =>
      fixture.component('app', `app:${version}`, {
        cmd: ['sh', '-c', `echo ${version} >> /data/file; exec sleep 1000`],
        mount: 'data:/data',
        backupVolume: 'data',
        ...config,
      }),
    async content() {
      const { Mountpoint } = await fixture.engine.docker.getVolume('data').inspect()
      return readFile(join(Mountpoint, 'file'), 'utf8')
    },
    backups: () => readdir(backupDir).catch(() => []),
  }
}

const identified = async ({ fixture, app }: WithVolume, config: Record<string, string | string[]>) => {
  const { actions } = await fixture.campaign([app(2, config)])
  return actions.length
}

describeWithEngine('a volume that is backed up', () => {
  test('is what it was before, after a rollback; and stays as it is, after a commit', async ({ scope }) => {
    const { fixture, app, content, backups } = await withVolume(scope)
    await fixture.land(app(1))
    expect(await content()).toBe('1\n')
    const campaign = await fixture.campaign([app(2)])
    await campaign.run(['download', 'update', 'activate'])
    expect(await content()).toBe('1\n2\n')
    expect(await backups()).toEqual([expect.stringMatching(/^app\./)])
    await campaign.run(['rollback', 'cleanup'], { outcome: 'rolledBack' })
    // The old container has started again.
    await expect.poll(content).toBe('1\n1\n')
    expect(await backups()).toEqual([])
    await fixture.land(app(2))
    await expect.poll(content).toBe('1\n1\n2\n')
    expect(await backups()).toEqual([])
    expect(campaign.progress.join('\n')).toMatch(/backs up volume data: [\d.]+ kB/)
  })

  test('is copied while nobody writes to it', async ({ scope }) => {
    const { fixture, app, content } = await withVolume(scope)
    // As long as it runs, and once more when it is told to end.
    const end = 'trap "echo end >> /data/file; exit" TERM; while :; do sleep 0.1; done'
    const cmd = ['sh', '-c', `echo 1 >> /data/file; ${end}`]
    await fixture.land(app(1, { cmd, stopTimeout: '60' }))
    const { run } = await fixture.campaign([app(2)])
    await run(back, { outcome: 'rolledBack' })
    await expect.poll(content).toBe('1\nend\n1\n')
  })

  test.for<{ name: string; steps: Step[] }>([
    { name: 'an update', steps: forward },
    { name: 'an update that is rolled back', steps: back },
  ])(
    `is the old one’s or the new one’s after $name, when the agent dies after ${anyOrSome} call`,
    { timeout: patienceMs },
    async ({ steps }, { scope }) => {
      const { fixture, app, content, backups } = await withVolume(scope)
      const isBack = steps.includes('rollback')
      const outcome = isBack ? 'rolledBack' : 'committed'
      let version = 1
      await fixture.land(app(version))
      let expected = '1\n'
      // Only calls from the switch on: what is before it has nothing to do with volumes.
      const { first, stride } = series(8, 3, isBack ? 1 : 0)
      for (let life = first; ; life += stride) {
        const next = 3 - version
        const campaign = await fixture.campaign([app(next)])
        const { engine, died, calls } = dyingEngine(createDockerEngine(fixture.engine.socket), life)
        const done: Step[] = []
        const live = async () => {
          for (const step of steps) {
            await campaign.run([step], { outcome }, engine)
            done.push(step)
          }
          return 'lived'
        }
        const hasLived = (await Promise.race([live(), died])) === 'lived'
        if (!hasLived) await campaign.run(steps.slice(done.length), { outcome })
        if (!isBack) version = next
        // Both kinds of start write a line; how often the old one was started depends on when the agent died.
        await expect.poll(content, { message: `after call ${life}` }).toMatch(new RegExp(`${version}\n$`))
        const found = await content()
        expect(found.startsWith(expected), `after call ${life}: ${found}`).toBe(true)
        if (isBack) expect(found, `after call ${life}`).not.toContain('2')
        expect(await backups()).toEqual([])
        expected = found
        if (hasLived) return expect(calls()).toBeGreaterThanOrEqual(18)
      }
    },
  )

  test('has to be one that can be copied at rest', async ({ scope }) => {
    const device = await withVolume(scope)
    const { fixture, app } = device
    const { docker } = fixture.engine
    await expect(identified(device, { strategy: 'hand-over' })).rejects.toMatchObject({
      code: 'INVALID_COMPONENT',
      component: 'app',
      message: expect.stringContaining('hand-over'),
    })
    await expect(identified(device, { backupVolume: 'other' })).rejects.toThrow(
      'no volume that "mount" names',
    )
    await docker.createVolume({ Name: 'memory', DriverOpts: { type: 'tmpfs', device: 'tmpfs' } })
    const own = { mount: 'memory:/data', backupVolume: 'memory' }
    await expect(identified(device, own)).rejects.toThrow('has options of its own')
    const sharing = [app(1), fixture.component('other', 'app:1', { mount: 'data:/x' })]
    await expect(fixture.campaign(sharing)).rejects.toThrow('other may write to it')
    const reading = [app(1), fixture.component('other', 'app:1', { mount: 'data:/x:ro' })]
    expect((await fixture.campaign(reading)).actions).toHaveLength(2)
    const image = 'app:1'
    const stranger = { name: 'stranger', Image: image, Cmd: ['true'], HostConfig: { Binds: ['data:/x'] } }
    await docker.createContainer(stranger)
    await expect(identified(device, {})).rejects.toThrow('stranger may write to it')
  })

  test('is refused where the agent does not see the engine’s files', async ({ scope }) => {
    const { fixture, app } = await withVolume(scope)
    const real = createDockerEngine(fixture.engine.socket)
    const elsewhere: Engine = {
      ...real,
      inspectVolume: async () => ({ driver: 'local', hasOptions: false, folder: '/not/on/this/machine' }),
    }
    await expect(fixture.campaign([app(1)], [], elsewhere)).rejects.toMatchObject({
      code: 'INVALID_COMPONENT',
      message: expect.stringContaining("has to run on the engine's machine"),
    })
  })
})

const script = fileURLToPath(new URL('copy-process.ts', import.meta.url))

describe('a copy', () => {
  test.skipIf(!canMount)('for which there is no room says so', async ({ scope }) => {
    const folder = await temporaryFolder(scope, 'copy')
    const [from, small] = [join(folder, 'from'), join(folder, 'small')]
    await mkdir(from)
    await writeFile(join(from, 'file'), Buffer.alloc(4 * 2 ** 20, 1))
    const disk = await mountSmallDisk(scope, small, 2 * 2 ** 20)
    const [command = '', ...prefix] = disk.prefix
    const words = [...prefix, process.execPath, script, from, join(small, 'to'), join(folder, 'record')]
    const copying = startProcess(scope, command, words, { mayEnd: true })
    expect(await copying.waitForLine(/./)).toBe('DISK_FULL')
  })

  test('whose agent is killed does not go on beside that of the next one', async ({ scope }) => {
    const folder = await temporaryFolder(scope, 'copy')
    const [from, bin, record] = [join(folder, 'from'), join(folder, 'bin'), join(folder, 'record')]
    for (const made of [from, bin]) await mkdir(made)
    // A copy that takes its time.
    const program = `#!/bin/sh\necho $$ > ${folder}/draft; mv ${folder}/draft ${folder}/pid; exec sleep 1000\n`
    await writeFile(join(bin, 'cp'), program, { mode: 0o755 })
    const agent = startProcess(scope, process.execPath, [script, from, join(folder, 'to'), record], {
      env: { PATH: `${bin}:${process.env.PATH}` },
      mayEnd: true,
    })
    const readPid = async () => Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => 0))
    await expect.poll(readPid).toBeGreaterThan(0)
    const pid = await readPid()
    await agent.killAlone()
    expect(startTimeOf(pid)).toBeDefined()
    await endLeftover({ record, bootId: 'boot' })
    expect(startTimeOf(pid)).toBeUndefined()
    expect(await readdir(folder)).not.toContain('record')
  })
})
