import { expect, test } from 'vitest'
import { asGodwitError, errorCodes, GodwitError } from '../../../spec/index.ts'

test('an error goes over the wire as code and place, without its text and cause', () => {
  const cause = new Error('https://user:secret@host/')
  const error = new GodwitError('NETWORK', 'no answer', {
    phase: 'DOWNLOAD',
    component: 'software:greeter',
    domain: 'software',
    retryable: true,
    cause,
  })
  expect(error.cause).toBe(cause)
  expect(error.toReason()).toEqual({
    code: 'NETWORK',
    phase: 'DOWNLOAD',
    component: 'software:greeter',
    domain: 'software',
    retryable: true,
  })
})

test('what is not known of the place is left out, and nothing is retryable unless it says so', () => {
  expect(new GodwitError('INTERNAL', 'x').toReason()).toEqual({ code: 'INTERNAL', retryable: false })
})

test('a GodwitError stays as it is', () => {
  const error = new GodwitError('BUSY', 'x')
  expect(asGodwitError(error, { phase: 'UPDATE' })).toBe(error)
})

test.each([[new TypeError('x is undefined')], ['x is undefined']])(
  '%o becomes INTERNAL and keeps its cause',
  (thrown) => {
    const error = asGodwitError(thrown, { phase: 'UPDATE' })
    expect(error).toMatchObject({
      code: 'INTERNAL',
      message: 'x is undefined',
      phase: 'UPDATE',
      cause: thrown,
    })
  },
)

test('every code is there once', () => {
  expect(new Set(errorCodes).size).toBe(errorCodes.length)
})
