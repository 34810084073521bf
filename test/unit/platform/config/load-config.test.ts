import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ConfigRequest, configuredPaths, loadConfig } from '../../../../platform/config/load-config.ts'
import { configs } from '../../../../spec/config/all.ts'
import type { ManagerConfig, SoftwareAgentConfig, UpConfig } from '../../../../spec/generated/config.ts'
import { newScope, type Scope } from '../../../support/scope.ts'
import { temporaryFolder } from '../../../support/temp.ts'

let scope: Scope
let file: string
beforeEach(async () => {
  scope = newScope()
  file = join(await temporaryFolder(scope, 'config'), 'config.json')
})
afterEach(() => scope.release())

type Given = Partial<Pick<ConfigRequest, 'env' | 'flags'>> & { text?: string }

function requestFor(program: keyof typeof configs, { text, env = {}, flags = {} }: Given): ConfigRequest {
  if (text !== undefined) writeFileSync(file, text)
  return { ...configs[program], ...(text !== undefined && { file }), env, flags }
}

const manager = (given: Given) => loadConfig<ManagerConfig>(requestFor('manager', given))

it('fills in every default', () => {
  expect(manager({})).toMatchObject({
    domain: 'device',
    phaseTimeout: '10m',
    connection: { broker: 'mqtt://localhost:1883', protocolVersion: 4 },
    log: { logLevel: 'INFO' },
    agents: { containers: { rebootRequired: false, readTimeout: '1m' } },
  })
})

it('lets a flag win over a variable, a variable over the file, and the file over the default', () => {
  const text = '{"phaseTimeout": "1m", "rebootAfter": "1m", "currentStateDelay": "1m"}'
  const env = { GODWIT_PHASE_TIMEOUT: '2m', GODWIT_REBOOT_AFTER: '2m', PHASE_TIMEOUT: '4m' }
  expect(manager({ text, env, flags: { phaseTimeout: '3m' } })).toMatchObject({
    phaseTimeout: '3m',
    rebootAfter: '2m',
    currentStateDelay: '1m',
    ownerConsentTimeout: '30m',
  })
  expect(manager({ env })).toMatchObject({ phaseTimeout: '2m' })
})

it("takes Kanto's variables, and its file", () => {
  const text = JSON.stringify({
    log: { logLevel: 'DEBUG', logFile: '/tmp/a.log' },
    connection: { broker: 'tcp://localhost:1883', keepAlive: '20000ms' },
    agents: { 'self-update': { rebootRequired: true }, containers: { readTimeout: '30s' } },
  })
  const env = {
    MQTT_CONN_BROKER: 'ssl://broker',
    LOG_LEVEL: 'ERROR',
    DOMAINS: 'containers, self-update',
    SELF_UPDATE_READ_TIMEOUT: '5s',
    CONTAINERS_REBOOT_REQUIRED: 'true',
    REBOOT_ENABLED: 'false',
  }
  expect(manager({ text, env })).toMatchObject({
    connection: { broker: 'ssl://broker', keepAlive: '20000ms' },
    log: { logLevel: 'ERROR' },
    agents: {
      containers: { rebootRequired: true, readTimeout: '30s' },
      'self-update': { rebootRequired: true, readTimeout: '5s' },
    },
    rebootEnabled: false,
  })
})

it('lets a list of domains remove the others', () => {
  const { agents } = manager({ text: '{"agents": {"a": {}, "b": {}}}', flags: { agents: 'b,c' } })
  expect(Object.keys(agents ?? {})).toEqual(['b', 'c'])
})

it('reads texts as the schema says', () => {
  const env = {
    GODWIT_OWNER_CONSENT_COMMANDS: 'DOWNLOAD, UPDATE',
    GODWIT_ORDER: '[["a"],["b"]]',
    GODWIT_LOG_LOG_FILE_SIZE: '1.5',
    GODWIT_AGENTS: '{"a": {"rebootRequired": true}}',
    GODWIT_TOPIC_PREFIX: '',
  }
  expect(manager({ env, flags: { historyCount: 3, 'agents.a.readTimeout': '2s' } })).toMatchObject({
    ownerConsentCommands: ['DOWNLOAD', 'UPDATE'],
    order: [['a'], ['b']],
    log: { logFileSize: 1.5 },
    agents: { a: { rebootRequired: true, readTimeout: '2s' } },
    historyCount: 3,
  })
})

it.each<[string, Given, string]>([
  [
    'an unknown key',
    { text: '{"phaseTimout": "1m"}' },
    'FILE: phaseTimout is unknown; did you mean phaseTimeout?',
  ],
  [
    'a key of a part',
    { text: '{"log": {"level": "x"}}' },
    'FILE: log.level is unknown; did you mean logLevel?',
  ],
  [
    'a key like none',
    { text: '{"log": {"x": 1}}' },
    'FILE: log.x is unknown; allowed are logLevel, logFile, logFileSize, logFileCount, logFileMaxAge',
  ],
  [
    'a bad duration',
    { text: '{"phaseTimeout": "10 minutes"}' },
    'FILE: phaseTimeout must be a duration like 30s, 10m, 1h30m or 250ms, not "10 minutes"',
  ],
  [
    'a bad choice',
    { env: { GODWIT_WHEN_BUSY: 'wait' } },
    'environment variable GODWIT_WHEN_BUSY: whenBusy must be one of supersede, queue, reject, not "wait"',
  ],
  [
    "a bad choice in Kanto's variable",
    { env: { LOG_LEVEL: 'LOUD' } },
    'environment variable LOG_LEVEL: log.logLevel must be one of ERROR, WARN, INFO, DEBUG, TRACE, not "LOUD"',
  ],
  [
    'a bad flag',
    { flags: { 'agents.containers.readTimeout': 'x' } },
    'option --agents-containers-read-timeout: agents.containers.readTimeout must be a duration like 30s, 10m, 1h30m or 250ms, not "x"',
  ],
  [
    'a number that is none',
    { env: { GODWIT_HISTORY_COUNT: 'many' } },
    'environment variable GODWIT_HISTORY_COUNT: historyCount must be a number, not "many"',
  ],
  [
    'a number too small',
    { flags: { historyCount: '0' } },
    'option --history-count: historyCount must be >= 1, not 0',
  ],
  [
    'a switch that is none',
    { env: { REBOOT_ENABLED: 'maybe' } },
    'environment variable REBOOT_ENABLED: rebootEnabled must be true or false, not "maybe"',
  ],
  [
    'a wrong type',
    { text: '{"rebootEnabled": "yes"}' },
    'FILE: rebootEnabled must be true or false, not "yes"',
  ],
  [
    'one of two types',
    { text: '{"rebootCommand": 5}' },
    'FILE: rebootCommand must be a text or a list, not 5',
  ],
  [
    'a part that is no object',
    { text: '{"connection": "mqtt://me:secret@host"}', env: { MQTT_CONN_USERNAME: 'x' } },
    'FILE: connection must be an object, not "mqtt://[redacted]@host"',
  ],
  [
    'a name that is not allowed',
    { flags: { agents: 'a b' } },
    'option --agents: agents.a b is not a name that is allowed here',
  ],
  [
    'a mode that is not there',
    { text: '{"thingsEnabled": true}' },
    'FILE: thingsEnabled must be false (Godwit speaks plain MQTT; the Ditto/Hono variant is not supported.), not true',
  ],
  ['JSON that is none', { text: '{\n  "a": tru\n}' }, "FILE:2:11: is not JSON: Unexpected token '\\n'"],
  [
    'JSON that ends early',
    { text: '{"a": 1' },
    "FILE:1:8: is not JSON: Expected ',' or '}' after property value",
  ],
  [
    'a comma too many',
    { text: '{\n "a": 1,\n}' },
    'FILE:3:1: is not JSON: Expected double-quoted property name',
  ],
  ['an empty file', { text: '' }, 'FILE:1:1: is not JSON: Unexpected end of JSON input'],
  ['a list', { text: '[]' }, 'FILE: must hold a JSON object'],
])('refuses %s', (_, given, message) => {
  expect(() => manager(given)).toThrow(
    expect.objectContaining({ name: 'ConfigError', message: message.replace('FILE', file) }),
  )
})

it('does not repeat a secret from a file that is no JSON', () => {
  expect(() => manager({ text: '{"password": "hunter2" oops}' })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
  )
})

it('says that a required key is missing', () => {
  expect(() => loadConfig(requestFor('firmware', { text: '{}' }))).toThrow(/: slots is missing$/)
})

it('says that there is no file', () => {
  expect(() => loadConfig({ ...requestFor('manager', {}), file: '/nowhere.json' })).toThrow(
    'cannot read the configuration file /nowhere.json: there is no such file',
  )
})

it('reads a password from the file that it names', () => {
  const secret = `${file}.secret`
  writeFileSync(secret, 'hunter2\n')
  const { connection } = manager({ env: { MQTT_CONN_PASSWORD: `@${secret}` } })
  expect(connection?.password).toBe('hunter2')
  expect(() => manager({ flags: { 'connection.password': '@/nowhere' } })).toThrow(
    /connection.password: cannot read \/nowhere/,
  )
})

it('adds parts for their defaults, but no agent that nobody has asked for', () => {
  const up = (text: string) => loadConfig<UpConfig>(requestFor('up', { text }))
  expect(Object.keys(up('{}').agents ?? {})).toEqual(['software'])
  expect(up('{}').embeddedBroker).toEqual({ host: '127.0.0.1', port: 1883 })
  expect(up('{}').agents?.software?.installDir).toBe('/opt/godwit')
  const slots = { rootfs: { a: '/a', b: '/b' } }
  const firmware = JSON.stringify({ agents: { firmware: { slots, bootControl: 'x' } } })
  expect(Object.keys(up(firmware).agents ?? {})).toEqual(['firmware'])
})

it('tells what was configured from what is a default', () => {
  const request = requestFor('up', {
    text: '{"log": {"logLevel": "DEBUG"}}',
    env: { GODWIT_STATE_DIR: '/s' },
  })
  expect([...configuredPaths(request)]).toEqual(['log.logLevel', 'stateDir'])
})

it('takes what is free by pattern as a whole, as JSON, and shows none of its secrets', () => {
  const agent = (given: Given) => loadConfig<SoftwareAgentConfig>(requestFor('software', given))
  const hosts = { 'mirror.example:8443': { headers: { Authorization: 'Bearer @/run/secrets/token' } } }
  const texts = { text: JSON.stringify({ artifacts: { hosts } }) }
  expect(agent(texts).artifacts?.hosts).toEqual(hosts)
  expect(agent({ env: { GODWIT_ARTIFACTS_HOSTS: JSON.stringify(hosts) } }).artifacts?.hosts).toEqual(hosts)
  expect(agent({ flags: { 'artifacts.hosts': JSON.stringify(hosts) } }).artifacts?.hosts).toEqual(hosts)
  const refusalOf = (value: unknown) => () =>
    agent({ flags: { 'artifacts.hosts': typeof value === 'string' ? value : JSON.stringify(value) } })
  expect(refusalOf('{"secret')).toThrow(/artifacts\.hosts must be JSON$/)
  expect(refusalOf({ 'https://x/secret': {} })).toThrow(/is not a name that is allowed here/)
  expect(refusalOf({ x: { header: {} } })).toThrow(
    /artifacts\.hosts\.x\.header is unknown; did you mean headers\?/,
  )
  expect(refusalOf({ x: { headers: { Key: 'secret\n' } } })).toThrow(
    /hosts\.x\.headers\.Key must match pattern [^,]*$/,
  )
})
