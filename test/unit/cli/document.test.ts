import { expect, test } from 'vitest'
import { readDocument } from '../../../cli/document.ts'
import type { Terminal } from '../../../cli/terminal/terminal.ts'

/** A terminal on which a document was piped in. */
const withInput = (document: unknown): Terminal => ({
  print() {},
  note() {},
  draw() {},
  read: async () => JSON.stringify(document),
  isInteractive: false,
  columns: 80,
  rows: 24,
})

const domains = [{ id: 'software', components: [{ id: 'app', version: '2' }] }]

test('a bare desired state and one in its envelope are the same', async () => {
  const bare = await readDocument('-', withInput({ domains }))
  const wrapped = await readDocument('-', withInput({ activityId: 'a', timestamp: 1, payload: { domains } }))
  expect(bare).toEqual({ desiredState: { domains }, ignored: [] })
  expect(wrapped).toEqual({ desiredState: { domains }, ignored: [], activityId: 'a' })
})

test('what means nothing to Godwit is named by its path', async () => {
  const odd = {
    domains: [{ ...domains[0], componets: [], config: [{ key: 'k', value: 'v', comment: 'c' }] }],
    notes: {},
  }
  const { ignored } = await readDocument('-', withInput(odd))
  expect(ignored).toEqual(['domains[0].componets', 'domains[0].config[0].comment', 'notes'])
  const wrapped = await readDocument('-', withInput({ activityId: 'a', payload: odd }))
  expect(wrapped.ignored[0]).toBe('payload.domains[0].componets')
})

test('a place is told as it stands in the file', async () => {
  const wrong = { domains: [{ id: 'software', components: {} }] }
  await expect(readDocument('-', withInput(wrong))).rejects.toThrow(
    'standard input: domains[0].components: must be',
  )
  await expect(readDocument('-', withInput({ payload: wrong }))).rejects.toThrow(
    'standard input: payload.domains[0].components: must be',
  )
})
