import { expect, it } from 'vitest'
import { matchesFilter } from '../../../../platform/bus/topic-filter.ts'

it.each([
  ['a/b', 'a/b'],
  ['a/+', 'a/b'],
  ['+/+', 'a/b'],
  ['+', 'a'],
  ['a/+/c', 'a/b/c'],
  ['a/+', 'a/'],
  ['+/b', '/b'],
  ['#', 'a/b/c'],
  ['a/#', 'a/b/c'],
  ['a/#', 'a'],
  ['a/+/#', 'a/b'],
  ['$SYS/#', '$SYS/broker/load'],
])('%s names %s', (filter, topic) => {
  expect(matchesFilter(filter, topic)).toBe(true)
})

it.each([
  ['a/b', 'a/c'],
  ['a/b', 'a'],
  ['a/b', 'a/b/c'],
  ['a/+', 'a'],
  ['a/+', 'a/b/c'],
  ['+', '/a'],
  ['a/#', 'ab'],
  ['a/#', 'b/a'],
  ['a/+/#', 'a'],
  ['#', '$SYS/broker/load'],
  ['+/broker', '$SYS/broker'],
  ['A', 'a'],
])('%s does not name %s', (filter, topic) => {
  expect(matchesFilter(filter, topic)).toBe(false)
})
