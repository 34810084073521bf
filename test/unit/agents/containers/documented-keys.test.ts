import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { activationRules, ruleKeys } from '../../../../agents/containers/spec/activation-rules.ts'
import { containerSpec, specKeys } from '../../../../agents/containers/spec/container-spec.ts'

const document = readFileSync(new URL('../../../../docs/containers.md', import.meta.url), 'utf8')
const [, section = ''] = /^## Keys$(.*?)^## /ms.exec(document) ?? []

/** The words in code of a cell. */
const words = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)

/** Each key with the examples of its row. One example for all keys of a row, or one for each. */
const examples = new Map(
  section.split('\n').flatMap((row): [string, string[]][] => {
    const [keyCell, exampleCell] = row.replaceAll('\\|', '¦').split('|').slice(1)
    const [keys, shown] = [words(keyCell), words(exampleCell)]
    const isOneEach = keys.length > 1 && keys.length === shown.length
    return keys.map((key, index) => [key, isOneEach ? shown.slice(index, index + 1) : shown])
  }),
)

/** What another key has to be for the example to make sense is none of the parser's business. */
function read(key: string, value: string): unknown {
  const config = [{ key, value }]
  return { ...containerSpec('app', '1', config), ...activationRules(config) }[key as 'image']
}

describe('docs/containers.md', () => {
  test.each([...specKeys, ...ruleKeys])('shows %s by an example that is understood', (key) => {
    const shown = examples.get(key) ?? []
    expect(shown).not.toEqual([])
    for (const example of shown.filter((text) => !text.includes('…'))) {
      expect(read(key, example)).toBeDefined()
    }
  })

  test('has a row for no key that there is not', () => {
    const known: string[] = [...specKeys, ...ruleKeys, 'archive', 'size']
    expect([...examples.keys()].filter((key) => !known.includes(key))).toEqual([])
  })
})
