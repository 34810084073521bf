/** A desired state that arrives while a campaign runs, under each `whenBusy`. */
import { describe, expect } from 'vitest'
import { desiredState } from '../support/backend.ts'
import { test } from '../support/fixture.ts'
import type { Scope } from '../support/scope.ts'
import { type BrokerKind, brokerKinds, startSystem } from '../support/system.ts'
import type { AgentScript } from '../support/wire-agent.ts'

const desired = desiredState({ first: { a: '2' }, second: { b: '2' } })
const whole = ['DOWNLOAD', 'UPDATE', 'ACTIVATE', 'CLEANUP'].flatMap((command) => [
  `first ${command}`,
  `second ${command}`,
])

function start(
  scope: Scope,
  broker: BrokerKind,
  whenBusy: 'supersede' | 'queue' | 'reject',
  second: AgentScript,
) {
  return startSystem(scope, { broker, agents: { first: {}, second }, manager: { whenBusy } })
}

describe.each(brokerKinds)('on %s', (broker) => {
  describe('supersede', () => {
    test('in identification the newer one wins, and nobody is left with the older', async ({ scope }) => {
      const { backend, agent } = await start(scope, broker, 'supersede', { identify: [] })
      await backend.apply('old', desired)
      await agent('second').waitForDesiredState('old')
      agent('second').change({})
      await backend.apply('new', desired)
      expect(await backend.final('old')).toMatchObject({
        status: 'SUPERSEDED',
        reason: { code: 'SUPERSEDED' },
      })
      expect((await backend.end('new')).status).toBe('COMPLETED')
      expect(backend.commands('old')).toEqual(['first CLEANUP', 'second CLEANUP'])
      expect(backend.commands('new')).toEqual(whole)
    })

    test('before UPDATE the newer one wins: the older is cleaned up and SUPERSEDED, then the newer runs', async ({
      scope,
    }) => {
      const { backend, agent } = await start(scope, broker, 'supersede', { commands: { DOWNLOAD: [] } })
      await backend.apply('old', desired)
      await agent('second').waitForCommand('DOWNLOAD')
      agent('second').change({})
      await backend.apply('new', desired)
      expect((await backend.final('old')).status).toBe('SUPERSEDED')
      expect((await backend.end('new')).status).toBe('COMPLETED')
      expect(backend.commands('old')).toEqual([
        'first DOWNLOAD',
        'second DOWNLOAD',
        'first CLEANUP',
        'second CLEANUP',
      ])
      const begin = backend.wire.messages.findIndex(
        ({ topic, json }) => topic === 'firstupdate/desiredstate' && json?.activityId === 'new',
      )
      const end = backend.wire.messages.findIndex(
        ({ topic, text }) => topic === backend.topics.feedback && text.includes('"SUPERSEDED"'),
      )
      expect(begin).toBeGreaterThan(end)
    })

    test('after UPDATE began the older one finishes; of several that wait only the newest runs', async ({
      scope,
    }) => {
      const { backend, agent } = await start(scope, broker, 'supersede', { commands: { UPDATE: [] } })
      await backend.apply('old', desired)
      await agent('second').waitForCommand('UPDATE')
      await backend.apply('middle', desired)
      await backend.apply('new', desired)
      expect((await backend.final('middle')).status).toBe('SUPERSEDED')
      agent('second').change({})
      await agent('second').send('old', { status: 'UPDATE_SUCCESS' })
      expect((await backend.final('old')).status).toBe('COMPLETED')
      expect((await backend.end('new')).status).toBe('COMPLETED')
      expect(backend.commands('old')).toEqual(whole)
      expect(backend.commands('middle')).toEqual([])
      expect(
        agent('first')
          .desiredStates()
          .map(({ json }) => json?.activityId),
      ).toEqual(['old', 'new'])
    })

    test('after UPDATE began a failing older one rolls back first, then the newer runs', async ({
      scope,
    }) => {
      const { backend, agent } = await start(scope, broker, 'supersede', { commands: { UPDATE: [] } })
      await backend.apply('old', desired)
      await agent('second').waitForCommand('UPDATE')
      await backend.apply('new', desired)
      agent('second').change({})
      await agent('second').send('old', { status: 'UPDATE_FAILURE' })
      expect((await backend.final('old')).status).toBe('INCOMPLETE')
      expect((await backend.end('new')).status).toBe('COMPLETED')
      expect(backend.commands('old').slice(-4)).toEqual([
        'second ROLLBACK',
        'first ROLLBACK',
        'first CLEANUP',
        'second CLEANUP',
      ])
    })
  })

  test('queue: the running one finishes, also before UPDATE, then the newer runs', async ({ scope }) => {
    const { backend, agent } = await start(scope, broker, 'queue', { commands: { DOWNLOAD: [] } })
    await backend.apply('old', desired)
    await agent('second').waitForCommand('DOWNLOAD')
    agent('second').change({})
    await backend.apply('new', desired)
    await agent('second').send('old', { status: 'DOWNLOAD_SUCCESS' })
    expect((await backend.final('old')).status).toBe('COMPLETED')
    expect((await backend.end('new')).status).toBe('COMPLETED')
    expect(backend.commands('old')).toEqual(whole)
    expect(backend.commands('new')).toEqual(whole)
  })

  test('reject: the newer one is refused as BUSY, and the running one is not disturbed', async ({
    scope,
  }) => {
    const { backend, agent } = await start(scope, broker, 'reject', { commands: { DOWNLOAD: [] } })
    await backend.apply('old', desired)
    await agent('second').waitForCommand('DOWNLOAD')
    agent('second').change({})
    await backend.apply('new', desired)
    const refused = await backend.final('new')
    expect(refused).toMatchObject({
      status: 'IDENTIFICATION_FAILED',
      reason: { code: 'BUSY', retryable: true },
    })
    expect(refused.message).toContain('old')
    await agent('second').send('old', { status: 'DOWNLOAD_SUCCESS' })
    expect((await backend.end('old')).status).toBe('COMPLETED')
    expect(backend.commands('new')).toEqual([])
    await backend.apply('next', desired)
    expect((await backend.end('next')).status).toBe('COMPLETED')
  })

  test.for(['supersede', 'queue', 'reject'] as const)(
    '%s: the running activity once more is not a second one',
    async (whenBusy, { scope }) => {
      const { backend, agent } = await start(scope, broker, whenBusy, { commands: { DOWNLOAD: [] } })
      await backend.apply('same', desired)
      await agent('second').waitForCommand('DOWNLOAD')
      const told = backend.statuses('same').length
      await backend.apply('same', desired)
      await backend.wire.waitUntil('its status again', () =>
        backend.statuses('same').length > told ? true : undefined,
      )
      await agent('second').send('same', { status: 'DOWNLOAD_SUCCESS' })
      expect((await backend.end('same')).status).toBe('COMPLETED')
      expect(backend.commands('same')).toEqual(whole)
    },
  )

  test('a waiting campaign survives a killed manager', async ({ scope }) => {
    const { backend, agent, manager, startManager } = await start(scope, broker, 'queue', {
      commands: { UPDATE: [] },
    })
    await backend.apply('old', desired)
    await agent('second').waitForCommand('UPDATE')
    await backend.waitForAction('old', 'first:a', 'UPDATE_SUCCESS')
    await backend.apply('new', desired)
    await backend.wire.publish(backend.topics.statusGet, 'who', null)
    const status = await backend.wire.waitFor('status', ({ topic }) => topic === backend.topics.status)
    expect(status.json?.payload.campaigns[0]).toMatchObject({ activityId: 'new', stage: 'waiting' })
    await manager().kill()
    agent('second').change({})
    await startManager()
    await agent('second').send('old', { status: 'UPDATE_SUCCESS' })
    expect((await backend.final('old')).status).toBe('COMPLETED')
    expect((await backend.end('new')).status).toBe('COMPLETED')
  })
})
