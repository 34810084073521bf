import { expect, test } from 'vitest'
import { jsonDigest } from '../../../platform/json-digest.ts'

test('the order of keys does not matter, at any depth', () => {
  expect(jsonDigest({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(jsonDigest({ b: [{ d: 3, c: 2 }], a: 1 }))
})

test.each([
  [{ a: [1, 2] }, { a: [2, 1] }],
  [{ a: 1 }, { a: '1' }],
  [{ a: 1 }, { a: 1, b: 2 }],
])('%j and %j differ', (one, other) => {
  expect(jsonDigest(one)).not.toBe(jsonDigest(other))
})
