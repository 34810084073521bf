import { expect, test } from 'vitest'
import { globProblem, matchesGlob } from '../../../../agents/software/drift/glob.ts'

test.each([
  ['var', 'var', true],
  ['var', 'var/log', false],
  ['var', 'various', false],
  ['cache/*.db', 'cache/a.db', true],
  ['cache/*.db', 'cache/.db', true],
  ['cache/*.db', 'cache/a/b.db', false],
  ['*', '.hidden', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a?c', 'a/c', false],
  ['**/log', 'log', true],
  ['**/log', 'a/b/log', true],
  ['**/log', 'a/log/b', false],
  ['a/**/z', 'a/z', true],
  ['a/**/z', 'a/b/z/c/z', true],
  ['a*b*c', 'abbbc', true],
  ['a*b*c', 'abbb', false],
  ['ä*', 'äö', true],
])('%s and %s: %s', (glob, path, matches) => {
  expect(matchesGlob(path, glob)).toBe(matches)
})

test('however many wildcards there are, the answer comes', () => {
  const path = Array.from({ length: 100 }, () => 'a'.repeat(30)).join('/')
  expect(matchesGlob(`${path}/b`, `${'**/*a*a*a*a*a*a*a*a/'.repeat(40)}c`)).toBe(false)
  expect(matchesGlob('a'.repeat(255), `${'*a'.repeat(100)}b`)).toBe(false)
})

test.each(['', '/etc', 'a//b', 'a/', '../a', './a', '{1..99999999}', '+(a+)+', '[ab]', '!a', 'a\\*'])(
  '%j is none',
  (glob) => {
    expect(globProblem(glob)).toBeDefined()
  },
)
