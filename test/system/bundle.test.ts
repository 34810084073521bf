/** From a folder to a device: the bundle that the tool makes is installed by the very component that it prints. */
import { copyFile, cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import { test } from '../support/fixture.ts'
import { describeWithMosquitto } from '../support/mosquitto.ts'
import { repository } from '../support/process.ts'
import { temporaryFolder } from '../support/temp.ts'
import { startWholeDevice } from '../support/whole-device.ts'
import { runCli } from './cli/run.ts'

const example = join(repository, 'examples/bundle')

describeWithMosquitto('a bundle of the tool', () => {
  test.for(['gzip', 'zstd', 'none'])(
    'packed as %s is installed by what was printed',
    async (compression, { scope }) => {
      const device = await startWholeDevice(scope)
      const folder = await temporaryFolder(scope, 'bundle')
      const output = join(folder, 'app.bundle')
      const { host } = new URL(device.artifacts.url('x'))
      const words = ['--id', 'app', '--version', '1.0', '--compression', compression, '--output', output]
      const made = await runCli(['bundle', 'create', example, ...words, '--url-base', `http://${host}/`])
      expect(made).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('install, verify'),
      })
      device.artifacts.put(basename(output), output)
      const component = JSON.parse(made.stdout)
      await device.backend.apply('one', { domains: [{ id: 'software', components: [component] }] })
      expect(await device.backend.end('one')).toMatchObject({ status: 'COMPLETED' })
      const current = join(device.folder, 'apps/app/current')
      expect(await readFile(join(current, 'greeter.conf'), 'utf8')).toBe('NAME=1.0\n')
      expect(await readdir(current)).toEqual(expect.arrayContaining(['greet', 'hooks']))
    },
  )
})

test('a bundle that is made twice is the same, is not replaced by chance, and can be looked into', async ({
  scope,
}) => {
  const folder = await temporaryFolder(scope, 'bundle')
  const create = (...more: string[]) =>
    runCli(['bundle', 'create', example, '--id', 'app', '--version', '1.0', ...more], { cwd: folder })
  expect(await create()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('https://replace-me.example/app-1.0.tar.gz'),
    stderr: expect.stringContaining('the source is a placeholder'),
  })
  await copyFile(join(folder, 'app-1.0.tar.gz'), join(folder, 'first'))
  expect(await create()).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') })
  expect((await create('--force', '--json')).code).toBe(0)
  expect((await readFile(join(folder, 'app-1.0.tar.gz'))).equals(await readFile(join(folder, 'first')))).toBe(
    true,
  )
  const inspected = await runCli(['bundle', 'inspect', join(folder, 'first')])
  expect(inspected).toMatchObject({ code: 0, stdout: expect.stringMatching(/-0755 .*hooks\/verify/) })
  expect(inspected.stdout).toContain('an agent would take it')
})

test('what an agent would refuse is made by nobody, and named', async ({ scope }) => {
  const folder = await temporaryFolder(scope, 'bundle')
  await cp(example, join(folder, 'app'), { recursive: true })
  await writeFile(join(folder, 'app/hooks/rollback'), '', { mode: 0o644 })
  const words = ['bundle', 'create', 'app', '--id', 'app', '--version', '1.0']
  expect(await runCli(words, { cwd: folder })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('"hooks/rollback" is not an executable file'),
  })
  expect(await readdir(folder)).toEqual(['app'])
  await writeFile(join(folder, 'broken'), 'no archive')
  const inspected = await runCli(['bundle', 'inspect', join(folder, 'broken'), '--json'])
  expect(inspected.code).toBe(1)
  expect(JSON.parse(inspected.stdout)).toMatchObject({
    ok: false,
    problem: expect.stringContaining('no tar archive'),
  })
})
