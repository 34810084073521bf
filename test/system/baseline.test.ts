/** Baselines as transactions: of several, each lands as a whole or not at all, whatever becomes of the others. */
import { describe, expect } from 'vitest'
import type { DesiredState } from '../../spec/index.ts'
import { desiredState } from '../support/backend.ts'
import { test } from '../support/fixture.ts'
import { brokerKinds, startSystem } from '../support/system.ts'
import type { AgentScript, Answer } from '../support/wire-agent.ts'

const capable: AgentScript = { capabilities: 'baselines,idempotent' }
const domains = { first: { a: '2', b: '2' }, second: { c: '2', d: '2' } }

function withBaselines(baselines: Record<string, string[]>): DesiredState {
  return desiredState(domains, {
    baselines: Object.entries(baselines).map(([title, components]) => ({ title, components })),
  })
}

const good = ['first:a', 'second:c']
const bad = ['first:b', 'second:d']

/** Fails for one baseline, does well for the others. */
const failingFor =
  (failing: string, word: string): Answer =>
  ({ baseline }) => [
    { status: `${word}_${baseline === failing ? 'FAILURE' : 'SUCCESS'}`, message: 'of all things' },
  ]

describe.each(brokerKinds)('baselines on %s', (broker) => {
  test.for([
    ['UPDATE', 'UPDATE'],
    ['ACTIVATE', 'ACTIVATION'],
  ] as const)('one lands while another fails in %s and rolls back', async ([command, word], { scope }) => {
    const { backend } = await startSystem(scope, {
      broker,
      agents: { first: capable, second: { ...capable, commands: { [command]: failingFor('bad', word) } } },
    })
    await backend.apply('b', withBaselines({ good, bad }))
    const final = await backend.end('b')
    expect(final.status).toBe('INCOMPLETE')
    expect(final.message).toContain('baseline "good": landed')
    expect(final.message).toContain('baseline "bad": rolled back')
    const sent = backend.commands('b')
    const of = (title: string) =>
      sent.filter((line) => line.endsWith(` ${title}`)).map((line) => line.replace(` ${title}`, ''))
    const both = (...commands: string[]) => commands.flatMap((name) => [`first ${name}`, `second ${name}`])
    expect(of('good')).toEqual(both('DOWNLOAD', 'UPDATE', 'ACTIVATE', 'CLEANUP'))
    const begun = command === 'UPDATE' ? both('DOWNLOAD', 'UPDATE') : both('DOWNLOAD', 'UPDATE', 'ACTIVATE')
    expect(of('bad')).toEqual([...begun, 'second ROLLBACK', 'first ROLLBACK', ...both('CLEANUP')])
    expect(sent).toHaveLength(of('good').length + of('bad').length)
  })

  test('one lands while another fails in DOWNLOAD and is left as it was', async ({ scope }) => {
    const { backend } = await startSystem(scope, {
      broker,
      agents: {
        first: { ...capable, commands: { DOWNLOAD: failingFor('bad', 'DOWNLOAD') } },
        second: capable,
      },
    })
    await backend.apply('b', withBaselines({ bad, good }))
    const final = await backend.end('b')
    expect(final.status).toBe('INCOMPLETE')
    expect(final.message).toContain('baseline "good": landed')
    expect(final.message).toContain('baseline "bad": nothing was changed')
    const ofBad = backend.commands('b').filter((line) => line.endsWith(' bad'))
    expect(ofBad).toEqual([
      'first DOWNLOAD bad',
      'second DOWNLOAD bad',
      'first CLEANUP bad',
      'second CLEANUP bad',
    ])
  })

  test('what no baseline lists is a transaction of its own', async ({ scope }) => {
    const { backend } = await startSystem(scope, {
      broker,
      agents: {
        first: { ...capable, commands: { UPDATE: failingFor('godwit:remainder', 'UPDATE') } },
        second: capable,
      },
    })
    await backend.apply('b', withBaselines({ one: ['first:a'], two: ['second:c', 'second:d'] }))
    const final = await backend.end('b')
    expect(final.status).toBe('INCOMPLETE')
    expect(final.message).toContain('baseline "one": landed')
    expect(final.message).toContain('baseline "two": landed')
    expect(backend.commands('b')).toContain('first ROLLBACK godwit:remainder')
  })

  test('a single baseline is the whole document: commands carry none', async ({ scope }) => {
    const { backend } = await startSystem(scope, { broker, agents: { first: capable, second: capable } })
    await backend.apply('b', withBaselines({ one: ['first:a', 'second:d'] }))
    expect((await backend.end('b')).status).toBe('COMPLETED')
    const phases = ['DOWNLOAD', 'UPDATE', 'ACTIVATE', 'CLEANUP']
    expect(backend.commands('b')).toEqual(phases.flatMap((phase) => [`first ${phase}`, `second ${phase}`]))
  })

  test('that meet in an agent which cannot keep them apart land together or not at all', async ({
    scope,
  }) => {
    const { backend } = await startSystem(scope, {
      broker,
      agents: { first: {}, second: { ...capable, commands: { UPDATE: failingFor('bad', 'UPDATE') } } },
    })
    await backend.apply('b', withBaselines({ good, bad }))
    const final = await backend.end('b')
    expect(final.status).toBe('INCOMPLETE')
    expect(final.message).not.toContain('landed')
    const sent = backend.commands('b')
    expect(sent.filter((line) => line.startsWith('first'))).toEqual(
      ['DOWNLOAD', 'UPDATE', 'ROLLBACK', 'CLEANUP'].map((name) => `first ${name}`),
    )
    expect(sent.filter((line) => line.startsWith('second ROLLBACK'))).toHaveLength(2)
  })

  test.for([
    ['two of one name', [{ title: 'x' }, { title: 'x' }]],
    [
      'one component in two',
      [
        { title: 'x', components: good },
        { title: 'y', components: good },
      ],
    ],
    ['a component of no domain', [{ title: 'x', components: ['third:e'] }]],
  ] as const)('a document with %s is refused, with the place', async ([, baselines], { scope }) => {
    const { backend } = await startSystem(scope, { broker, agents: { first: capable, second: capable } })
    await backend.apply('b', { ...desiredState(domains), baselines })
    const final = await backend.final('b')
    expect(final).toMatchObject({ status: 'IDENTIFICATION_FAILED', reason: { code: 'INVALID_BASELINE' } })
    expect(final.message).toContain('payload.baselines')
    expect(backend.commands('b')).toEqual([])
  })
})
