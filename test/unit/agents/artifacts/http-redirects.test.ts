import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { startRawServer } from '../../../support/raw-server.ts'
import { temporaryFolder } from '../../../support/temp.ts'
import { bytesOf, failureOf, open, secretUrl, testScope } from './http-fixture.ts'

const to = (location: string, status = 302) =>
  `HTTP/1.1 ${status} Elsewhere\r\nlocation: ${location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`

const content = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'

const rangeHeader = /^range: bytes=5-\r$/im

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('by %i is followed with the same question', async (status) => {
    const scope = testScope()
    const target = await startRawServer(scope, [content])
    const server = await startRawServer(scope, [to(target.url('other'), status)])
    expect(await bytesOf(open(server.url('app'), { offset: 5 }))).toBe('hi')
    expect(target.requests[0]).toMatch(/^GET \/other /)
    expect(target.requests[0]).toMatch(rangeHeader)
  })

  test('may be relative, and keeps user and password at their origin', async () => {
    const server = await startRawServer(testScope(), [to('/other?x=1#part'), content])
    expect(await bytesOf(open(secretUrl(server.url('app'))))).toBe('hi')
    expect(server.requests[1]).toMatch(/^GET \/other\?x=1 /)
    expect(server.requests[1]).toMatch(/^authorization: Basic dXNlcjpwYTU1\r$/im)
  })

  test('takes no credentials to another host: neither those of the URL, nor configured ones', async () => {
    const scope = testScope()
    const target = await startRawServer(scope, [content])
    const server = await startRawServer(scope, [to(target.url('other').replace('//', '//evil:pa55@'))])
    const hosts = { [`127.0.0.1:${server.port}`]: { headers: { 'X-Api-Key': 't0ken', Cookie: 't0ken' } } }
    expect(await bytesOf(open(secretUrl(server.url('app')), { settings: { hosts } }))).toBe('hi')
    expect(server.requests[0]).toMatch(/^authorization: Basic/im)
    expect(server.requests[0]).toMatch(/^x-api-key: t0ken\r$/im)
    expect(target.requests[0]).not.toMatch(/authorization|cookie|t0ken|s3cret/i)
  })

  test('brings another host what is configured for it', async () => {
    const scope = testScope()
    const target = await startRawServer(scope, [content])
    const server = await startRawServer(scope, [to(target.url('other'))])
    const hosts = { [`127.0.0.1:${target.port}`]: { headers: { Authorization: 'Bearer t0ken' } } }
    await bytesOf(open(server.url('app'), { settings: { hosts } }))
    expect(server.requests[0]).not.toMatch(/t0ken/)
    expect(target.requests[0]).toMatch(/^authorization: Bearer t0ken\r$/im)
  })

  test.each([
    ['ftp://mirror.test/app', 'INVALID_SOURCE', /"ftp:" URL/],
    ['file:///etc/passwd', 'INVALID_SOURCE', /"file:" URL/],
    ['http://[nonsense', 'SERVER_ERROR', /not a URL/],
    ['app?signature=s3cret', 'SERVER_ERROR', /in a circle/],
  ])('to %s is not followed', async (location, code, words) => {
    const server = await startRawServer(testScope(), [to(location)])
    const error = await failureOf(open(secretUrl(server.url('app'))))
    expect(error).toMatchObject({ code, retryable: false })
    expect(error.message).toMatch(words)
    expect(server.requests).toHaveLength(1)
  })

  test('that is one of a circle ends', async () => {
    const server = await startRawServer(testScope(), [to('/one'), to('/two'), to('/one')])
    expect(await failureOf(open(server.url('app')))).toMatchObject({ code: 'SERVER_ERROR', retryable: false })
    expect(server.requests).toHaveLength(3)
  })

  test('is followed five times, and no more', async () => {
    const five = [1, 2, 3, 4, 5].map((step) => to(`/${step}`))
    const scope = testScope()
    const near = await startRawServer(scope, [to('/0'), ...five.slice(1), content])
    expect(await bytesOf(open(near.url('app')))).toBe('hi')
    const far = await startRawServer(scope, [to('/0'), ...five, content])
    const error = await failureOf(open(far.url('app')))
    expect(error).toMatchObject({ code: 'SERVER_ERROR', retryable: false })
    expect(error.message).toMatch(/more than 5 times/)
    expect(far.requests).toHaveLength(6)
  })

  test('to a host in trouble names it', async () => {
    const scope = testScope()
    const target = await startRawServer(scope, ['HTTP/1.1 404 Gone\r\n\r\n'])
    const server = await startRawServer(scope, [to(`http://localhost:${target.port}/other?x=t0ken`)])
    const error = await failureOf(open(server.url('app')))
    expect(error.message).toMatch(/app \(redirected to localhost:\d+\) answered 404/)
  })
})

describe('a secret of a header', () => {
  const server = () => startRawServer(testScope(), [content])

  test('comes from a file, and is taken anew at each request', async () => {
    const { port, requests, url } = await server()
    const file = path.join(await temporaryFolder(testScope()), 'token')
    const headers = { Authorization: `Bearer @${file}`, 'X-Mail': 'ops@example.test', 'User-Agent': 'device' }
    const settings = { hosts: { [`127.0.0.1:${port}`]: { headers } } }
    for (const token of ['first', 'second']) {
      await writeFile(file, ` ${token}\n`)
      await bytesOf(open(url('app'), { settings }))
      expect(requests.at(-1)).toContain(`authorization: Bearer ${token}\r\n`)
    }
    expect(requests[0]).toContain('x-mail: ops@example.test\r\n')
    expect(requests[0]).toContain('user-agent: device\r\n')
  })

  test('that is not there is told by its file, and may come later', async () => {
    const { port, requests, url } = await server()
    const settings = { hosts: { [`127.0.0.1:${port}`]: { headers: { 'X-Key': '@/nowhere/at-all' } } } }
    const error = await failureOf(open(url('app'), { settings }))
    expect(error).toMatchObject({ code: 'FORBIDDEN', retryable: true })
    expect(error.message).toMatch('/nowhere/at-all')
    expect(requests).toHaveLength(0)
  })

  test.each([['t0ken\nX-Injected: yes'], [''], ['t0kén']])(
    'of %j is refused without showing it',
    async (secret) => {
      const { port, requests, url } = await server()
      const file = path.join(await temporaryFolder(testScope()), 'key')
      await writeFile(file, secret)
      const settings = { hosts: { [`127.0.0.1:${port}`]: { headers: { 'X-Key': `@${file}` } } } }
      const error = await failureOf(open(url('app'), { settings }))
      expect(error).toMatchObject({ code: 'FORBIDDEN', message: expect.stringContaining(file) })
      expect(requests).toHaveLength(0)
    },
  )

  test('does not go in the clear to a host that is named without a port', async () => {
    const { requests, url } = await server()
    const settings = { hosts: { '127.0.0.1': { headers: { 'X-Key': 't0ken' } } } }
    await bytesOf(open(url('app'), { settings }))
    expect(requests[0]).not.toContain('t0ken')
  })
})
