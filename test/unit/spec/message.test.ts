import { expect, test } from 'vitest'
import { encode } from '../../../spec/index.ts'

test('all three keys are written, in their order', () => {
  expect(encode('a', 5, { command: 'UPDATE' })).toBe(
    '{"activityId":"a","timestamp":5,"payload":{"command":"UPDATE"}}',
  )
})

test('a message without payload says so with null', () => {
  expect(encode('', 0, null)).toBe('{"activityId":"","timestamp":0,"payload":null}')
})
