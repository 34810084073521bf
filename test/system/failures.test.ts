/**
 * Whatever goes wrong: the campaign ends with a final status that says what and where, soon, and no domain is left
 * on a new version, or holding an operation, while another is not.
 */
import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { Command } from '../../spec/index.ts'
import { phaseStatuses } from '../../spec/statuses.ts'
import { desiredState } from '../support/backend.ts'
import { test } from '../support/fixture.ts'
import { brokerKinds, startSystem } from '../support/system.ts'
import type { AgentScript, Answer, Reply } from '../support/wire-agent.ts'

const domains = ['first', 'second', 'third']
const desired = desiredState({ first: { a: '2' }, second: { b: '2' }, third: { c: '2' } })
const phases = ['DOWNLOAD', 'UPDATE', 'ACTIVATE'] as const

/** Three agents, of which one is scripted. */
function agentsWith(domain: string, script: AgentScript): Record<string, AgentScript> {
  return Object.fromEntries(domains.map((name) => [name, name === domain ? script : {}]))
}

function answering(command: Command, answer: Answer): AgentScript {
  return { commands: { [command]: answer } }
}

const each = (command: string) => domains.map((domain) => `${domain} ${command}`)
const rollback = ['third', 'second', 'first'].map((domain) => `${domain} ROLLBACK`)

/** What is sent when `phase` goes wrong in a domain that answers CLEANUP. */
function commandsUntil(phase: (typeof phases)[number]): string[] {
  const begun = phases.slice(0, phases.indexOf(phase) + 1).flatMap(each)
  return [...begun, ...(phase === 'DOWNLOAD' ? [] : rollback), ...each('CLEANUP')]
}

describe.each(brokerKinds)('on %s', (broker) => {
  describe.each(phases)('a domain that fails in %s', (phase) => {
    const failure: Reply = { status: phaseStatuses[phase].failure, message: '100 % broken: "%s"' }

    test('first: no other domain goes further, and all go back', async ({ scope }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: agentsWith('first', answering(phase, [failure])),
      })
      await backend.apply('f', desired)
      const final = await backend.end('f')
      expect(final).toMatchObject({
        status: 'INCOMPLETE',
        reason: { code: 'AGENT_FAILED', domain: 'first', phase },
      })
      expect(final.message).toContain('[first]: 100 % broken: "%s"')
      expect(backend.commands('f')).toEqual(commandsUntil(phase))
    })

    test('last: nothing stalls, and all go back', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: agentsWith('third', answering(phase, [])),
      })
      await backend.apply('f', desired)
      await agent('third').waitForCommand(phase)
      for (const domain of ['first', 'second']) {
        await backend.wire.waitFor(
          `success of ${domain}`,
          ({ topic, text }) =>
            topic.startsWith(`${domain}update/`) &&
            text.includes(`"status":"${phaseStatuses[phase].success}"`),
        )
      }
      await agent('third').send('f', failure)
      const final = await backend.end('f')
      expect(final).toMatchObject({ status: 'INCOMPLETE', reason: { domain: 'third', phase } })
      expect(backend.commands('f')).toEqual(commandsUntil(phase))
    })

    test('says so in the words of its final status: understood all the same', async ({ scope }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: agentsWith('second', answering(phase, [{ status: 'INCOMPLETE', message: 'gave up' }])),
      })
      await backend.apply('f', desired)
      const final = await backend.end('f')
      expect(final.status).toBe('INCOMPLETE')
      expect(final.message).toContain('[second]: gave up')
    })
  })

  describe.each(phases)('a domain that is silent after %s', (phase) => {
    test('fails when it has made no progress for the phase timeout', async ({ scope }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: agentsWith('third', answering(phase, [])),
        manager: { phaseTimeout: '2s' },
      })
      await backend.apply('s', desired)
      const final = await backend.end('s')
      expect(final).toMatchObject({
        status: 'INCOMPLETE',
        reason: { code: 'NO_ANSWER', domain: 'third', phase },
      })
      expect(final.message).toContain('2s')
      expect(backend.commands('s')).toEqual(commandsUntil(phase))
    })

    test('but works on, and says so, is waited for', async ({ scope }) => {
      const { success, running } = phaseStatuses[phase]
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: agentsWith('third', answering(phase, [])),
        manager: { phaseTimeout: '2s' },
      })
      await backend.apply('p', desired)
      await agent('third').waitForCommand(phase)
      // Longer than the timeout in all, and far from it between two reports, also on a busy machine.
      for (let progress = 10; progress <= 100; progress += 15) {
        const actions = [{ component: { id: 'third:c', version: '2' }, status: running, progress }]
        await agent('third').send('p', { status: running, actions })
        await new Promise((resolve) => setTimeout(resolve, 350))
      }
      await agent('third').send('p', { status: success })
      expect((await backend.end('p')).status).toBe('COMPLETED')
    })
  })

  describe('in identification', () => {
    test('an agent that is away is named, and the others are released', async ({ scope }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: { first: {}, second: {} },
        away: ['third'],
        manager: { phaseTimeout: '2s' },
      })
      await backend.apply('away', desired)
      const final = await backend.end('away')
      expect(final).toMatchObject({
        status: 'IDENTIFICATION_FAILED',
        reason: { code: 'NO_ANSWER', domain: 'third', retryable: true },
      })
      expect(final.message).toContain('[third]')
      expect(backend.commands('away')).toEqual(each('CLEANUP'))
    })

    test.for(domains)(
      'the failure of %s is told in its own words, and the others are released',
      async (domain, { scope }) => {
        const { backend } = await startSystem(scope, {
          broker,
          agents: agentsWith(domain, {
            identify: [{ status: 'IDENTIFICATION_FAILED', message: 'no such image' }],
          }),
        })
        await backend.apply('id', desired)
        const final = await backend.end('id')
        expect(final).toMatchObject({ status: 'IDENTIFICATION_FAILED', reason: { domain } })
        expect(final.message).toContain(`[${domain}]: no such image`)
        expect(backend.commands('id')).toEqual(
          expect.arrayContaining(each('CLEANUP').filter((c) => !c.startsWith(domain))),
        )
        expect(backend.commands('id').every((command) => command.endsWith('CLEANUP'))).toBe(true)
      },
    )

    test('a domain without an agent is named, and no agent hears of the campaign', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, { broker, agents: { first: {} } })
      await backend.apply('unknown', desiredState({ first: { a: '2' }, toaster: { t: '1' } }))
      const final = await backend.final('unknown')
      expect(final).toMatchObject({ status: 'IDENTIFICATION_FAILED', reason: { code: 'UNKNOWN_DOMAIN' } })
      expect(final.message).toContain('[toaster]')
      await backend.apply('next', desiredState({ first: { a: '2' } }))
      await backend.end('next')
      expect(
        agent('first')
          .desiredStates()
          .map(({ json }) => json?.activityId),
      ).toEqual(['next'])
    })

    test.for([
      [
        'a wrong type',
        '{"activityId":"bad","payload":{"domains":[{"id":"first","components":"all"}]}}',
        'components',
      ],
      ['a missing id', '{"activityId":"bad","payload":{"domains":[{"components":[]}]}}', 'domains'],
      ['no domains', '{"activityId":"bad","payload":{"domains":[]}}', 'domain'],
      ['no payload', '{"activityId":"bad"}', 'payload'],
    ])('a document with %s is answered with the place and the reason', async ([, text, place], { scope }) => {
      const { backend } = await startSystem(scope, { broker, agents: { first: {} } })
      await backend.wire.publishRaw(backend.topics.desiredState, text ?? '')
      const answer = await backend.wire.waitFor(
        'answer',
        ({ topic, json }) =>
          topic === backend.topics.feedback && json?.payload?.status === 'IDENTIFICATION_FAILED',
      )
      expect(answer.json?.activityId).toBe('bad')
      expect(answer.json?.payload.message).toContain(place)
    })
  })

  test('a message that is no JSON, so that nobody can be told, is logged', async ({ scope }) => {
    const { backend, manager } = await startSystem(scope, { broker, agents: { first: {} } })
    await backend.wire.publishRaw(backend.topics.desiredState, '{"activityId":"bad","payload":{')
    await manager().waitForLine(/deviceupdate\/desiredstate.*JSON/)
    await backend.apply('good', desiredState({ first: { a: '2' } }))
    expect((await backend.end('good')).status).toBe('COMPLETED')
  })

  describe('after the commit', () => {
    test('a domain that is silent after CLEANUP does not keep the end from being told', async ({ scope }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: agentsWith('second', answering('CLEANUP', [])),
        manager: { phaseTimeout: '2s' },
      })
      await backend.apply('c', desired)
      const final = await backend.end('c')
      expect(final).toMatchObject({
        status: 'COMPLETED',
        reason: { code: 'CLEANUP_FAILED', domain: 'second' },
      })
    })

    test('a failed CLEANUP changes nothing about what was committed, but is told', async ({ scope }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: agentsWith(
          'third',
          answering('CLEANUP', [{ status: 'CLEANUP_FAILURE', message: 'disk is busy' }]),
        ),
      })
      await backend.apply('c', desired)
      const final = await backend.end('c')
      expect(final.status).toBe('COMPLETED')
      expect(final.message).toContain('disk is busy')
    })
  })

  describe('on the way back', () => {
    const broken: Reply = { status: 'ACTIVATION_FAILURE', message: 'will not start' }

    test('a rollback that fails is told by domain, and the others are rolled back all the same', async ({
      scope,
    }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: {
          first: { commands: { ACTIVATE: [broken] } },
          second: { commands: { ROLLBACK: [{ status: 'ROLLBACK_FAILURE', message: 'old one is gone' }] } },
          third: {},
        },
      })
      await backend.apply('r', desired)
      const final = await backend.end('r')
      expect(final.status).toBe('INCOMPLETE_INCONSISTENT')
      expect(final.message).toContain('[second]: rollback: old one is gone')
      expect(final.message).toContain('not rolled back: second')
      expect(backend.commands('r')).toEqual(commandsUntil('ACTIVATE'))
    })

    test('a domain that is silent after ROLLBACK does not keep the others from going back', async ({
      scope,
    }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: {
          first: {},
          second: { commands: { ROLLBACK: [] } },
          third: { commands: { ACTIVATE: [broken] } },
        },
        manager: { phaseTimeout: '2s' },
      })
      await backend.apply('r', desired)
      const final = await backend.end('r')
      expect(final.status).toBe('INCOMPLETE_INCONSISTENT')
      expect(final.message).toContain('second')
      expect(backend.commands('r')).toEqual(commandsUntil('ACTIVATE'))
    })
  })

  describe('dialects', () => {
    test('COMPLETED without IDENTIFIED means nothing to do, also when it comes last', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: agentsWith('third', { identify: [] }),
      })
      await backend.apply('d', desired)
      await agent('third').waitForDesiredState()
      for (const domain of ['first', 'second']) {
        await backend.wire.waitFor(
          `plan of ${domain}`,
          ({ topic, text }) =>
            topic === `${domain}update/desiredstatefeedback` && text.includes('"IDENTIFIED"'),
        )
      }
      await agent('third').send('d', { status: 'COMPLETED', actions: [] })
      expect((await backend.end('d')).status).toBe('COMPLETED')
      expect(backend.commands('d').filter((command) => command.startsWith('third'))).toEqual([
        'third CLEANUP',
      ])
    })

    test.for([
      ['CLEANUP_SUCCESS and then COMPLETED', ['CLEANUP_SUCCESS', 'COMPLETED']],
      ['COMPLETED alone', ['COMPLETED']],
      ['COMPLETE, misspelt, alone', ['COMPLETE']],
      ['CLEANUP_SUCCESS alone', ['CLEANUP_SUCCESS']],
    ] as [string, string[]][])('CLEANUP may be answered by %s', async ([, statuses], { scope }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: agentsWith(
          'third',
          answering(
            'CLEANUP',
            statuses.map((status) => ({ status })),
          ),
        ),
      })
      await backend.apply('d', desired)
      expect((await backend.end('d')).status).toBe('COMPLETED')
    })

    test('a download that is rejected as a failed update is a failed download', async ({ scope }) => {
      const { backend } = await startSystem(scope, {
        broker,
        agents: agentsWith(
          'second',
          answering('DOWNLOAD', [{ status: 'UPDATE_FAILURE', message: 'rejected' }]),
        ),
      })
      await backend.apply('d', desired)
      expect(await backend.end('d')).toMatchObject({ status: 'INCOMPLETE', reason: { phase: 'DOWNLOAD' } })
      expect(backend.commands('d')).toEqual(commandsUntil('DOWNLOAD'))
    })

    test('duplicates, late words and feedback of other activities change nothing', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: agentsWith('second', {
          commands: {
            DOWNLOAD: [{ status: 'DOWNLOAD_SUCCESS' }, { status: 'DOWNLOAD_SUCCESS' }],
            UPDATE: [
              { status: 'DOWNLOAD_SUCCESS' },
              { status: 'IDENTIFICATION_FAILED' },
              { status: 'CLEANUP_SUCCESS' },
              { status: 'SOMETHING_NEW' },
              { status: 'UPDATE_SUCCESS' },
            ],
            ACTIVATE: [{ status: 'UPDATE_FAILURE' }, { status: 'RUNNING' }, { status: 'ACTIVATION_SUCCESS' }],
          },
        }),
      })
      await agent('second').send('another', { status: 'UPDATE_FAILURE' })
      await backend.apply('d', desired)
      expect((await backend.end('d')).status).toBe('COMPLETED')
      await agent('second').send('d', { status: 'UPDATE_FAILURE' })
      await backend.apply('e', desired)
      expect((await backend.end('e')).status).toBe('COMPLETED')
      expect(backend.statuses('d').filter((status) => status === 'COMPLETED')).toHaveLength(1)
    })

    test('keys in any case and nulls are understood', async ({ scope }) => {
      const { backend, agent } = await startSystem(scope, {
        broker,
        agents: agentsWith('third', { identify: [] }),
      })
      await backend.apply('d', desired)
      await agent('third').waitForDesiredState()
      await agent('third').wire.publishRaw(
        'thirdupdate/desiredstatefeedback',
        '{"ActivityID":"d","timestamp":null,"payload":{"Status":"IDENTIFIED","message":null,"baseline":null,' +
          '"actions":[{"Component":{"ID":"third:c","version":"2"},"status":"IDENTIFIED","progress":null}]}}',
      )
      expect((await backend.end('d')).status).toBe('COMPLETED')
    })
  })

  describe('the manager itself', () => {
    test('stopped in the middle ends within five seconds, and goes on when it is started again', async ({
      scope,
    }) => {
      const { backend, agent, manager, startManager } = await startSystem(scope, {
        broker,
        agents: agentsWith('second', answering('UPDATE', [])),
      })
      await backend.apply('sigterm', desired)
      await agent('second').waitForCommand('UPDATE')
      await backend.waitForAction('sigterm', 'first:a', 'UPDATE_SUCCESS')
      await backend.waitForAction('sigterm', 'third:c', 'UPDATE_SUCCESS')
      expect(await manager().stop()).toEqual({ code: 0, signal: null })
      await startManager()
      await agent('second').send('sigterm', { status: 'UPDATE_SUCCESS' })
      expect((await backend.end('sigterm')).status).toBe('COMPLETED')
      expect(agent('first').commands('sigterm')).toEqual(['DOWNLOAD', 'UPDATE', 'ACTIVATE', 'CLEANUP'])
    })

    // The embedded broker dies with the manager, and what it had queued with it.
    test.skipIf(broker === 'embedded')(
      'killed, hears afterwards what was said meanwhile',
      async ({ scope }) => {
        const { backend, agent, manager, startManager } = await startSystem(scope, {
          broker,
          agents: agentsWith('second', answering('UPDATE', [])),
        })
        await backend.apply('dead', desired)
        await agent('second').waitForCommand('UPDATE')
        await manager().kill()
        await agent('second').send('dead', { status: 'UPDATE_SUCCESS' })
        await startManager()
        expect((await backend.end('dead')).status).toBe('COMPLETED')
        expect(agent('first').commands('dead')).toEqual(['DOWNLOAD', 'UPDATE', 'ACTIVATE', 'CLEANUP'])
      },
    )

    test('a truncated state file is set aside and reported, and the next campaign runs', async ({
      scope,
    }) => {
      const { backend, agent, manager, startManager, folder } = await startSystem(scope, {
        broker,
        agents: agentsWith('second', answering('UPDATE', [])),
      })
      await backend.apply('torn', desired)
      await agent('second').waitForCommand('UPDATE')
      await manager().kill()
      await truncateStateOf('torn', folder)
      await startManager()
      agent('second').change({})
      await backend.apply('next', desired)
      expect((await backend.end('next')).status).toBe('COMPLETED')
      expect(manager().lines.join('\n')).toMatch(/set aside/)
    })
  })
})

/** Cuts the campaign's file in the middle, as a disk without barriers may. */
async function truncateStateOf(activityId: string, folder: string): Promise<void> {
  await truncate(join(folder, 'state/manager/campaigns', `${activityId}.json`), 40)
}
