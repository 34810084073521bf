/** CANCEL, PAUSE, RESUME and the dry run: what a backend may ask of a campaign, and when it is too late. */
import { describe, expect } from 'vitest'
import type { Command } from '../../spec/index.ts'
import { desiredState } from '../support/backend.ts'
import { test } from '../support/fixture.ts'
import { brokerKinds, startSystem } from '../support/system.ts'
import type { AgentScript } from '../support/wire-agent.ts'

const desired = desiredState({ first: { a: '2' }, second: { b: '2' } })
const both = (command: string) => [`first ${command}`, `second ${command}`]
const back = ['second ROLLBACK', 'first ROLLBACK', ...both('CLEANUP')]

const silentIn = (command: Command, more: AgentScript = {}): AgentScript => ({
  ...more,
  commands: { [command]: [] },
})

describe.each(brokerKinds)('on %s', (broker) => {
  describe('CANCEL', () => {
    test('in identification: agents are released', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: { first: {}, second: { identify: [] } },
      })
      await backend.apply('c', desired)
      await agent('second').waitForDesiredState()
      await backend.control('c', 'CANCEL')
      expect(await backend.end('c')).toMatchObject({ status: 'INCOMPLETE', reason: { code: 'CANCELLED' } })
      expect(backend.commands('c')).toEqual(both('CLEANUP'))
    })

    test('in DOWNLOAD: agents clean up at once', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: { first: {}, second: silentIn('DOWNLOAD') },
      })
      await backend.apply('c', desired)
      await agent('second').waitForCommand('DOWNLOAD')
      await backend.control('c', 'CANCEL')
      const final = await backend.end('c')
      expect(final).toMatchObject({ status: 'INCOMPLETE', reason: { code: 'CANCELLED' } })
      expect(final.message).toContain('cancelled')
      expect(backend.commands('c')).toEqual([...both('DOWNLOAD'), ...both('CLEANUP')])
    })

    test.for([
      ['UPDATE', 'UPDATE_SUCCESS', [...both('DOWNLOAD'), ...both('UPDATE'), ...back]],
      [
        'ACTIVATE',
        'ACTIVATION_SUCCESS',
        [...both('DOWNLOAD'), ...both('UPDATE'), ...both('ACTIVATE'), ...back],
      ],
    ] as const)(
      'in %s: everything rolls back when plain agents are done',
      async ([command, success, sent], { scope }) => {
        const { backend, agent } = await startSystem(scope, {
          broker,
          agents: { first: silentIn(command), second: silentIn(command) },
        })
        await backend.apply('c', desired)
        await agent('second').waitForCommand(command)
        await backend.control('c', 'CANCEL')
        await backend.wire.waitUntil(
          'word of it',
          () => backend.feedback('c').some(({ message }) => message?.includes('cancelled')) || undefined,
        )
        for (const domain of ['first', 'second']) await agent(domain).send('c', { status: success })
        expect(await backend.end('c')).toMatchObject({ status: 'INCOMPLETE', reason: { code: 'CANCELLED' } })
        expect(backend.commands('c')).toEqual(sent)
      },
    )

    test('in UPDATE: agents that can be interrupted roll back at once', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: { first: {}, second: silentIn('UPDATE', { capabilities: 'idempotent' }) },
      })
      await backend.apply('c', desired)
      await agent('second').waitForCommand('UPDATE')
      await backend.control('c', 'CANCEL')
      expect(await backend.end('c')).toMatchObject({ status: 'INCOMPLETE', reason: { code: 'CANCELLED' } })
      expect(backend.commands('c')).toEqual([...both('DOWNLOAD'), ...both('UPDATE'), ...back])
    })

    test('once CLEANUP began is refused: it is committed', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: { first: {}, second: silentIn('CLEANUP') },
      })
      await backend.apply('c', desired)
      await agent('second').waitForCommand('CLEANUP')
      await backend.control('c', 'CANCEL')
      await backend.wire.waitUntil(
        'refusal',
        () => backend.feedback('c').some(({ reason }) => reason?.code === 'REFUSED') || undefined,
      )
      await agent('second').send('c', { status: 'CLEANUP_SUCCESS' })
      expect((await backend.end('c')).status).toBe('COMPLETED')
    })

    test('of a campaign that does not run disturbs nobody', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: { first: {}, second: silentIn('UPDATE') },
      })
      await backend.apply('c', desired)
      await agent('second').waitForCommand('UPDATE')
      await backend.control('other', 'CANCEL')
      await agent('second').send('c', { status: 'UPDATE_SUCCESS' })
      expect((await backend.end('c')).status).toBe('COMPLETED')
    })

    test('ends a paused campaign too', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: { first: {}, second: silentIn('DOWNLOAD') },
      })
      await backend.apply('c', desired)
      await agent('second').waitForCommand('DOWNLOAD')
      await backend.control('c', 'PAUSE')
      await backend.control('c', 'CANCEL')
      expect(await backend.end('c')).toMatchObject({ status: 'INCOMPLETE', reason: { code: 'CANCELLED' } })
    })
  })

  describe('PAUSE', () => {
    test('in DOWNLOAD stops the agents that can stop; RESUME lets them go on', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: { first: {}, second: silentIn('DOWNLOAD', { capabilities: 'idempotent,pause' }) },
      })
      await backend.apply('p', desired)
      await agent('second').waitForCommand('DOWNLOAD')
      await backend.control('p', 'PAUSE')
      await agent('second').waitForCommand('PAUSE')
      agent('second').change({ capabilities: 'idempotent,pause' })
      await backend.control('p', 'RESUME')
      expect((await backend.end('p')).status).toBe('COMPLETED')
      expect(agent('second').commands('p')).toEqual([
        'DOWNLOAD',
        'PAUSE',
        'DOWNLOAD',
        'UPDATE',
        'ACTIVATE',
        'CLEANUP',
      ])
    })

    test.for([
      ['DOWNLOAD', 'DOWNLOAD_SUCCESS', 'UPDATE'],
      ['UPDATE', 'UPDATE_SUCCESS', 'ACTIVATE'],
    ] as const)(
      'in %s: the phase ends, the next one waits for RESUME',
      async ([command, success, next], { scope }) => {
        const { backend, agent } = await startSystem(scope, {
          broker,
          agents: { first: {}, second: silentIn(command) },
        })
        await backend.apply('p', desired)
        await agent('second').waitForCommand(command)
        await backend.control('p', 'PAUSE')
        await backend.wire.waitUntil(
          'word of it',
          () => backend.feedback('p').some(({ message }) => message === 'paused') || undefined,
        )
        await agent('second').send('p', { status: success })
        await backend.wire.publish(backend.topics.statusGet, 'why', null)
        const status = await backend.wire.waitFor('status', ({ topic }) => topic === backend.topics.status)
        expect(status.json?.payload.campaigns[0]).toMatchObject({ paused: true, waits: [{ for: 'resume' }] })
        expect(backend.commands('p')).not.toContain(`first ${next}`)
        await backend.control('p', 'RESUME')
        expect((await backend.end('p')).status).toBe('COMPLETED')
      },
    )

    test('holds over a killed manager', async ({ scope }) => {
      const { backend, agent, manager, startManager } = await startSystem(scope, {
        broker,
        agents: { first: {}, second: silentIn('UPDATE') },
      })
      await backend.apply('p', desired)
      await agent('second').waitForCommand('UPDATE')
      await backend.waitForAction('p', 'first:a', 'UPDATE_SUCCESS')
      await backend.control('p', 'PAUSE')
      await backend.wire.waitUntil(
        'word of it',
        () => backend.feedback('p').some(({ message }) => message === 'paused') || undefined,
      )
      await manager().kill()
      await startManager()
      await agent('second').send('p', { status: 'UPDATE_SUCCESS' })
      await backend.wire.publish(backend.topics.statusGet, 'why', null)
      await backend.wire.waitFor('status', ({ topic }) => topic === backend.topics.status)
      expect(backend.commands('p')).not.toContain('first ACTIVATE')
      await backend.control('p', 'RESUME')
      expect((await backend.end('p')).status).toBe('COMPLETED')
    })

    test('once CLEANUP began has no effect', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: { first: {}, second: silentIn('CLEANUP') },
      })
      await backend.apply('p', desired)
      await agent('second').waitForCommand('CLEANUP')
      await backend.control('p', 'PAUSE')
      await agent('second').send('p', { status: 'CLEANUP_SUCCESS' })
      expect((await backend.end('p')).status).toBe('COMPLETED')
    })
  })

  describe('a dry run', () => {
    test('ends IDENTIFIED with the plan; agents are released and nothing else', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, { broker, agents: { first: {}, second: {} } })
      await backend.apply('dry', { ...desired, dryRun: true })
      const plan = await backend.waitForStatus('dry', 'IDENTIFIED')
      expect(plan.actions).toEqual([
        { component: { id: 'first:a', version: '2' }, status: 'IDENTIFIED' },
        { component: { id: 'second:b', version: '2' }, status: 'IDENTIFIED' },
      ])
      await backend.apply('real', desired)
      expect((await backend.end('real')).status).toBe('COMPLETED')
      expect(backend.commands('dry')).toEqual(both('CLEANUP'))
      expect(backend.statuses('dry')).toEqual(['IDENTIFYING', 'IDENTIFIED'])
      expect(agent('first').desiredStates()[0]?.text).not.toContain('baselines')
    })

    test('that cannot be planned says why', async ({ scope }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: {
          first: {},
          second: { identify: [{ status: 'IDENTIFICATION_FAILED', message: 'no space' }] },
        },
      })
      await backend.apply('dry', { ...desired, dryRun: true })
      const final = await backend.final('dry')
      expect(final.status).toBe('IDENTIFICATION_FAILED')
      expect(final.message).toContain('no space')
    })

    test('asks the owner nothing', async ({ scope }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: { first: {}, second: {} },
        manager: { ownerConsentCommands: ['DOWNLOAD'] },
      })
      await backend.apply('dry', { ...desired, dryRun: true })
      await backend.waitForStatus('dry', 'IDENTIFIED')
      expect(backend.wire.on(backend.topics.ownerConsent)).toEqual([])
    })
  })
})
