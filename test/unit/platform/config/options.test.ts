import { expect, it } from 'vitest'
import { optionsOf } from '../../../../platform/config/options.ts'
import { configs } from '../../../../spec/config/all.ts'

const optionsFor = (program: keyof typeof configs) =>
  new Map(optionsOf(configs[program].schema, configs[program].schemas).map((option) => [option.path, option]))

it.each([
  ['connection.broker', '--broker', 'GODWIT_CONNECTION_BROKER', 'MQTT_CONN_BROKER'],
  [
    'connection.acknowledgeTimeout',
    '--mqtt-conn-acknowledge-timeout',
    'GODWIT_CONNECTION_ACKNOWLEDGE_TIMEOUT',
    'MQTT_CONN_ACK_TIMEOUT',
  ],
  ['connection.clientId', '--mqtt-conn-client-id', 'GODWIT_CONNECTION_CLIENT_ID', undefined],
  ['log.logLevel', '--log-level', 'GODWIT_LOG_LOG_LEVEL', 'LOG_LEVEL'],
  ['phaseTimeout', '--phase-timeout', 'GODWIT_PHASE_TIMEOUT', 'PHASE_TIMEOUT'],
  ['agents', '--agents', 'GODWIT_AGENTS', 'DOMAINS'],
  [
    'agents.<name>.readTimeout',
    '--agents-<name>-read-timeout',
    'GODWIT_AGENTS_<name>_READ_TIMEOUT',
    '<name>_READ_TIMEOUT',
  ],
  ['stateDir', '--state-dir', 'GODWIT_STATE_DIR', undefined],
])('names %s', (path, flag, env, kantoEnv) => {
  const option = optionsFor('manager').get(path)
  expect(option).toMatchObject({ flag, env })
  expect(option?.kantoEnv).toBe(kantoEnv)
})

it("gives Kanto's flag where it is another one", () => {
  const options = optionsFor('manager')
  expect(options.get('connection.broker')?.kantoFlag).toBe('--mqtt-conn-broker')
  expect(options.get('agents')?.kantoFlag).toBe('--domains')
  expect(options.get('phaseTimeout')?.kantoFlag).toBeUndefined()
})

it("does not take the manager's variables for those of an agent", () => {
  const options = optionsFor('software')
  expect(options.get('domain')?.kantoEnv).toBeUndefined()
  expect(options.get('connection.broker')?.kantoEnv).toBe('MQTT_CONN_BROKER')
})

it('tells type, default and what is allowed', () => {
  const options = optionsFor('manager')
  expect(options.get('phaseTimeout')).toMatchObject({ type: 'duration', default: '10m' })
  expect(options.get('whenBusy')?.allowed).toEqual(['supersede', 'queue', 'reject'])
  expect(options.get('agents')?.type).toBe('names')
  expect(options.get('ownerConsentCommands')?.type).toBe('list')
  expect(options.get('order')?.type).toBe('json')
  expect(options.get('rebootCommand')?.type).toBe('string')
  expect(options.get('connection.protocolVersion')?.type).toBe('integer')
})

it('has one flag and one variable for each option, and a description for all, in every program', () => {
  for (const program of Object.keys(configs) as (keyof typeof configs)[]) {
    const options = [...optionsFor(program).values()]
    expect(new Set(options.map(({ flag }) => flag)).size).toBe(options.length)
    expect(new Set(options.map(({ env }) => env)).size).toBe(options.length)
    expect(options.filter(({ path, description }) => !description && !path.endsWith('<name>'))).toEqual([])
  }
})
