import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import type { Access } from '../../../../agents/artifacts/artifacts.ts'
import { SourceError } from '../../../../agents/artifacts/sources/source.ts'
import { makeCertificates } from '../../../support/certificates.ts'
import { startRawServer } from '../../../support/raw-server.ts'
import { temporaryFolder } from '../../../support/temp.ts'
import { storeFixture } from './fixture.ts'
import { bytesOf, failureOf, open, testScope } from './http-fixture.ts'

const content = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'

const wants = (challenge: string) =>
  `HTTP/1.1 401 Unauthorized\r\nwww-authenticate: ${challenge}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

describe('access to a server', () => {
  test('is asked for before the request, and once more with what the server wants', async () => {
    const server = await startRawServer(testScope(), [wants('Bearer realm="here"'), content])
    const access = vi.fn<Access>(async (_, challenge) => bearer(challenge === undefined ? 'old' : 'new'))
    const url = server.url('app')
    expect(await bytesOf(open(url, { access, offset: 5 }))).toBe('hi')
    expect(access.mock.calls.map(([at, challenge]) => [at.href, challenge])).toEqual([
      [url, undefined],
      [url, 'Bearer realm="here"'],
    ])
    expect(server.requests[0]).toMatch(/^authorization: Bearer old\r$/im)
    expect(server.requests[1]).toMatch(/^authorization: Bearer new\r$/im)
    expect(server.requests[1]).toMatch(/^range: bytes=5-\r$/im)
  })

  test('is refused where the server wants the same again', async () => {
    const server = await startRawServer(testScope(), [wants('Bearer realm="t0ken"')])
    const error = await failureOf(open(server.url('app'), { access: async () => bearer('t0ken') }))
    expect(error).toMatchObject({ code: 'FORBIDDEN', retryable: false })
    expect(server.requests).toHaveLength(2)
  })

  test('is asked for anew where a redirect leads to another host', async () => {
    const scope = testScope()
    const target = await startRawServer(scope, [content])
    const location = `HTTP/1.1 307 Elsewhere\r\nlocation: ${target.url('blob')}\r\ncontent-length: 0\r\n\r\n`
    const server = await startRawServer(scope, [location])
    const access: Access = async ({ port }) => (Number(port) === server.port ? bearer('t0ken') : {})
    expect(await bytesOf(open(server.url('app'), { access }))).toBe('hi')
    expect(server.requests[0]).toMatch(/^authorization: Bearer t0ken\r$/im)
    expect(target.requests[0]).not.toMatch(/authorization/i)
  })

  test('replaces nothing in what was granted: a server that names a file in its token gets its name', async () => {
    const server = await startRawServer(testScope(), [content])
    await bytesOf(open(server.url('app'), { access: async () => bearer('@/etc/hostname') }))
    expect(server.requests[0]).toMatch(/^authorization: Bearer @\/etc\/hostname\r$/im)
  })

  test('may come with an authority of its own', async () => {
    const scope = testScope()
    const { ca, serverCert, serverKey } = makeCertificates(await temporaryFolder(scope, 'tls'))
    const tls = { cert: readFileSync(serverCert), key: readFileSync(serverKey) }
    const server = await startRawServer(scope, [content], tls)
    expect(await bytesOf(open(server.url('app'), { access: async () => ({ caCert: ca }) }))).toBe('hi')
  })

  test('that cannot be had now is tried again like any other trouble', async () => {
    const { serve, start } = await storeFixture()
    const artifact = serve('app', Buffer.from('hello'))
    let asked = 0
    const access: Access = async () => {
      asked += 1
      if (asked > 2) return {}
      throw new SourceError('NETWORK', 'no tokens today', { retryable: true })
    }
    const { signal } = new AbortController()
    expect(await start().fetch(artifact, { signal, access })).toMatchObject({ size: 5 })
    expect(asked).toBe(3)
  })
})
