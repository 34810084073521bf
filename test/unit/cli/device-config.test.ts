import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { deviceConfig } from '../../../cli/options/device-config.ts'
import { newScope, type Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

let scope: Scope = newScope()
afterEach(async () => {
  await scope.release()
  scope = newScope()
})

async function fileWith(config: object): Promise<string> {
  const file = join(await temporaryFolder(scope), 'config.json')
  writeFileSync(file, JSON.stringify(config))
  return file
}

const brokerOf = ({ connection }: ReturnType<typeof deviceConfig>) => connection?.broker

test('without anything the device is on this machine', () => {
  expect(deviceConfig({}, undefined, {})).toMatchObject({
    connection: { broker: 'mqtt://localhost:1883' },
    domain: 'device',
    stateDir: '/var/lib/godwit',
  })
})

test('a flag goes before the variable, the variable before the file', async () => {
  const file = await fileWith({ connection: { broker: 'mqtt://file' }, domain: 'vehicle' })
  const env = { GODWIT_BROKER: 'mqtt://variable' }
  expect(brokerOf(deviceConfig({ 'connection.broker': 'mqtt://flag' }, file, env))).toBe('mqtt://flag')
  expect(brokerOf(deviceConfig({}, file, env))).toBe('mqtt://variable')
  expect(deviceConfig({}, file, {})).toMatchObject({
    connection: { broker: 'mqtt://file' },
    domain: 'vehicle',
  })
  const both = { ...env, GODWIT_CONNECTION_BROKER: 'mqtt://long' }
  expect(brokerOf(deviceConfig({}, file, both))).toBe('mqtt://long')
})

test('the file of godwit up leads to its embedded broker', async () => {
  const file = await fileWith({
    embeddedBroker: { host: '::1', port: 1999 },
    stateDir: '/data',
    topicPrefix: 'fleet/7',
    manager: { domain: 'vehicle' },
  })
  expect(deviceConfig({}, file, {})).toMatchObject({
    connection: { broker: 'mqtt://[::1]:1999' },
    domain: 'vehicle',
    topicPrefix: 'fleet/7',
    stateDir: '/data',
  })
  expect(deviceConfig({ domain: 'device' }, file, {}).domain).toBe('device')
})

test('the file of godwit up leads to the broker that it is configured with', async () => {
  const file = await fileWith({
    connection: { broker: 'mqtt://site' },
    agents: { software: { installDir: '/opt' } },
  })
  expect(brokerOf(deviceConfig({}, file, {}))).toBe('mqtt://site')
})
