/** What a retry cannot help. */
import { expect, test, vi } from 'vitest'
import { neverAborted, someBytes, storeFixture } from './fixture.ts'
import { failureOf, open, secretUrl } from './http-fixture.ts'

const signal = neverAborted()

const client = vi.hoisted(() => ({ isThere: true }))
vi.mock('got', async (original) => {
  const real = await original<object>()
  return {
    ...real,
    get default() {
      if (!client.isThere)
        throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
      return (real as { default: unknown }).default
    },
  }
})

test('a program that cannot load its HTTP client says so at once', async () => {
  const fixture = await storeFixture()
  const artifact = fixture.serve('app', someBytes())
  client.isThere = false
  const fetching = fixture.start().fetch(artifact, { signal })
  await expect(fetching).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringMatching(/client of this program cannot be loaded/),
  })
  client.isThere = true
  expect(fixture.pauses).toEqual([])
})

test('whoever fails over the progress is told, and not the server blamed', async () => {
  const fixture = await storeFixture()
  const artifact = fixture.serve('app', someBytes())
  const onProgress = () => {
    throw new TypeError('progress is undefined')
  }
  const fetching = fixture.start().fetch(artifact, { signal, onProgress })
  await expect(fetching).rejects.toMatchObject({ code: 'INTERNAL', message: 'progress is undefined' })
  expect(fixture.pauses).toEqual([])
})

test('a header that cannot be sent makes the source useless, and is not shown', async () => {
  const source = secretUrl('http://127.0.0.1:9/app')
  const access = async () => ({ headers: { authorization: 't0ken \n ☃' } })
  const error = await failureOf(open(source, { access }))
  expect(error).toMatchObject({ code: 'INTERNAL', retryable: false })
})
