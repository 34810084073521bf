import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { httpError } from '../../../../agents/artifacts/sources/http-errors.ts'
import { startRawServer } from '../../../support/raw-server.ts'
import { bytesOf, failureOf, open, secretUrl, testScope } from './http-fixture.ts'

const source = secretUrl('http://mirror.test:8080/app')
const unreachable = /there is no way to 10\.0\.0\.1:8080: the network is down/

test.each<[object, RegExp]>([
  [
    { code: 'EAI_AGAIN', hostname: 'mirror.test' },
    /cannot find mirror\.test: the name service does not answer/,
  ],
  [{ code: 'ETIMEDOUT', event: 'lookup' }, /cannot find mirror\.test: the name service does not answer/],
  [
    { code: 'ENOTFOUND', hostname: 'proxy.test' },
    /cannot find proxy\.test: the name service does not know it/,
  ],
  [{ code: 'ECONNREFUSED', address: '10.0.0.1', port: 8080 }, /app: 10\.0\.0\.1:8080 refuses connections/],
  [
    { code: 'ECONNREFUSED', address: '10.0.0.9', port: 3128 },
    /the proxy 10\.0\.0\.9:3128 refuses connections/,
  ],
  [{ code: 'EHOSTUNREACH', address: '10.0.0.1', port: 8080 }, unreachable],
  [{ code: 'ENETUNREACH', address: '10.0.0.1', port: 8080 }, unreachable],
  [{ code: 'ETIMEDOUT', address: '10.0.0.1', port: 8080 }, /10\.0\.0\.1:8080 does not answer/],
  [{ code: 'ETIMEDOUT', event: 'connect' }, /mirror\.test:8080 does not answer/],
  [{ code: 'ETIMEDOUT', event: 'secureConnect' }, /does not get to the end of the TLS handshake/],
  [{ code: 'ETIMEDOUT', event: 'response' }, /does not answer the request/],
  [{ code: 'ETIMEDOUT', event: 'socket' }, /nothing came from mirror\.test:8080 for too long/],
  [{ code: 'ECONNRESET' }, /the connection was cut/],
  [{ code: 'ESOMETHING' }, /the connection failed \(ESOMETHING\)/],
  [{}, /the connection failed \(unknown error\)/],
])('a network that fails is told in words, without secrets: %j', async (fields, words) => {
  const cause = Object.assign(new Error(`GET ${source} failed`), fields)
  const { code = undefined, event = undefined } = fields as { code?: string; event?: string }
  const thrown = Object.assign(new Error(`${source}: ${cause.message}`, { cause }), {
    code,
    event,
    url: source,
  })
  const error = await failureOf(Promise.reject(httpError(thrown, source)))
  expect(error).toMatchObject({ code: 'NETWORK', retryable: true })
  expect(error.message).toMatch(words)
  expect(error.message).toMatch(/^http:\/\/mirror\.test:8080\/app: /)
})

test('a name that nobody knows is told', async () => {
  const error = await failureOf(
    open(secretUrl('http://nowhere.invalid/app'), { settings: { idleTimeoutMs: 1_000 } }),
  )
  expect(error).toMatchObject({ code: 'NETWORK', retryable: true })
  expect(error.message).toMatch(/cannot find nowhere\.invalid/)
})

test('who gives up gets the reason, at once, and leaves nothing behind', async () => {
  const abort = new AbortController()
  const server = await startRawServer(testScope(), [() => abort.abort(new Error('given up'))])
  await expect(open(server.url('app'), { signal: abort.signal })).rejects.toThrow('given up')
  await expect(open(server.url('app'), { signal: abort.signal })).rejects.toThrow('given up')
  expect(server.requests).toHaveLength(1)
})

test('requests one after another share a connection, and none keeps a listener on the signal', async () => {
  const { signal } = new AbortController()
  let connections = 0
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'
  const server = await startRawServer(testScope(), [
    (socket) => {
      connections += 1
      socket.write(answer)
      socket.on('data', () => socket.write(answer))
    },
  ])
  for (let count = 0; count < 5; count += 1) {
    expect(await bytesOf(open(server.url('app'), { signal }))).toBe('hi')
  }
  expect(connections).toBeLessThan(5)
  expect(getEventListeners(signal, 'abort').length).toBeLessThan(5)
})

test('a kept connection that the server has closed meanwhile is replaced', async () => {
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'
  const server = await startRawServer(testScope(), [
    (socket) => {
      socket.write(answer)
      socket.on('data', () => socket.destroy())
    },
  ])
  for (let count = 0; count < 3; count += 1) expect(await bytesOf(open(server.url('app')))).toBe('hi')
  expect(server.requests).toHaveLength(3)
})
