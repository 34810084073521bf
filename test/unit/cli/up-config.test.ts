import { expect, test } from 'vitest'
import { upParts } from '../../../cli/services/up-config.ts'
import type { UpConfig } from '../../../spec/generated/config.ts'

const connection = { broker: 'mqtt://127.0.0.1:1', keepAlive: '20s' }
/** As the loader makes it: every part is filled with its own defaults. */
const loaded: UpConfig = {
  connection,
  stateDir: '/data',
  topicPrefix: 'fleet/7',
  manager: {
    stateDir: '/var/lib/godwit',
    connection: { broker: 'default', keepAlive: '20s' },
    agents: { containers: {} },
  },
  agents: {
    firmware: { slots: {}, bootControl: 'bc', stateDir: '/var/lib/godwit' },
    software: { domain: 'apps' },
  },
}

test('what stands at the top goes before the defaults of the parts', () => {
  const { manager, firmware, software } = upParts(loaded, new Set())
  for (const part of [manager, firmware, software]) {
    expect(part).toMatchObject({ connection, stateDir: '/data', topicPrefix: 'fleet/7' })
  }
})

test('what a part is configured with goes before the top', () => {
  const own = {
    ...loaded,
    manager: { ...loaded.manager, stateDir: '/elsewhere', connection: { keepAlive: '5s' } },
  }
  const { manager } = upParts(own, new Set(['manager.stateDir', 'manager.connection.keepAlive']))
  expect(manager).toMatchObject({
    stateDir: '/elsewhere',
    connection: { broker: 'mqtt://127.0.0.1:1', keepAlive: '5s' },
  })
})

test("the manager's agents are those that run here, in order and by domain", () => {
  const { manager } = upParts(loaded, new Set())
  expect(Object.keys(manager.agents ?? {})).toEqual(['firmware', 'apps'])
})

test('a manager that is configured with agents keeps them', () => {
  const { manager } = upParts(loaded, new Set(['manager.agents']))
  expect(manager.agents).toEqual({ containers: {} })
})

test('an agent that is not configured does not run', () => {
  expect(upParts({ agents: {} }, new Set())).toEqual({ manager: { agents: {}, connection: {} } })
})

test('parts that have their client id from the top do not share it', () => {
  const { manager, software } = upParts({ ...loaded, connection: { clientId: 'truck' } }, new Set())
  expect([manager.connection?.clientId, software?.connection?.clientId]).toEqual([
    'truck-manager',
    'truck-software',
  ])
})
