/** The software agent on a whole device: what is no plain bundle, hooks that outlive their agent, and drift. */
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { DesiredComponent } from '../../spec/index.ts'
import { artifactConfig, makeBundle } from '../support/bundle.ts'
import { test } from '../support/fixture.ts'
import { serveSoftware } from '../support/payloads.ts'
import { godwit, node, repository, run } from '../support/process.ts'
import { type Device, startWholeDevice } from '../support/whole-device.ts'

const desired = (...components: DesiredComponent[]) => ({ domains: [{ id: 'software', components }] })

/** The example module, with another version and greeting. */
async function serveModule(
  { folder, artifacts }: Device,
  version: string,
  greeting: string,
): Promise<DesiredComponent> {
  const script = await readFile(join(repository, 'examples/install-script-module/install.sh'))
  const bundle = await makeBundle(folder, { files: { 'install.sh': script, greeting, version } })
  artifacts.put(`greeting-${version}`, bundle.file)
  return { id: 'greeting', version, config: artifactConfig(bundle, artifacts.url(`greeting-${version}`)) }
}

async function greets({ folder }: Device): Promise<string> {
  return readFile(join(folder, 'apps/greeting/current/installed-greeting'), 'utf8')
}

test('a module with an install script lands, and tells what it has installed besides', async ({ scope }) => {
  const device = await startWholeDevice(scope)
  await device.backend.apply('one', desired(await serveModule(device, '1.0', 'hello')))
  expect((await device.backend.end('one')).status).toBe('COMPLETED')
  expect(await greets(device)).toBe('hello')
  const { lines } = await run(scope, node, [godwit, 'state', '--broker', device.mosquitto.url])
  expect(lines.join('\n')).toMatch(/software:greeting\/org\.example\/greeting +1\.0/)
})

test('a module whose script fails says why, and the old version is installed again', async ({ scope }) => {
  const device = await startWholeDevice(scope)
  await device.backend.apply('one', desired(await serveModule(device, '1.0', 'hello')))
  expect((await device.backend.end('one')).status).toBe('COMPLETED')
  await device.backend.apply('two', desired(await serveModule(device, '2.0', '')))
  const final = await device.backend.end('two')
  expect(final.status).toBe('INCOMPLETE')
  expect(final.message).toContain('statusCode 7, the greeting is empty')
  expect(await greets(device)).toBe('hello')
})

test('a hook that outlives its killed agent is ended before it runs again', async ({ scope }) => {
  const device = await startWholeDevice(scope)
  device.hold('install-2')
  await device.backend.apply('two', desired(await serveSoftware(device, 'app', '2')))
  await device.waitFor('the hook', () => device.isHeld('install-2') || undefined)
  await device.process('software').killAlone()
  await device.start('software')
  const begun = () => device.hookLog().filter((line) => line === 'begin install 2').length
  await device.waitFor('the hook again', () => begun() === 2 || undefined)
  device.letGo('install-2')
  expect((await device.backend.end('two')).status).toBe('COMPLETED')
  expect(device.hookLog().filter((line) => line === 'end install 2')).toHaveLength(1)
})

test('what has changed on the device is found on request', async ({ scope }) => {
  const device = await startWholeDevice(scope)
  await device.backend.apply('one', desired(await serveSoftware(device, 'app', '1')))
  expect((await device.backend.end('one')).status).toBe('COMPLETED')
  const state = async () => {
    return run(scope, node, [godwit, 'state', '--verify', '--broker', device.mosquitto.url])
  }
  const before = await state()
  expect(before.code, before.lines.join('\n')).toBe(0)
  expect(before.lines.join('\n')).not.toContain('drifted')
  await appendFile(join(device.folder, 'apps/app/current/payload'), 'x')
  const after = await state()
  expect(after.code).toBe(1)
  expect(after.lines).toContain('software:app has drifted: modified payload')
})
