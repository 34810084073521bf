import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { TlsOptions } from 'node:tls'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { proxySettings } from '../../../../agents/artifacts/sources/http-proxy.ts'
import { issueCertificate, makeCertificates } from '../../../support/certificates.ts'
import { type ForwardProxyOptions, startForwardProxy } from '../../../support/forward-proxy.ts'
import { startRawServer } from '../../../support/raw-server.ts'
import { newScope } from '../../../support/scope.ts'
import { temporaryFolder } from '../../../support/temp.ts'
import { bytesOf, failureOf, open, testScope } from './http-fixture.ts'

const content = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'
const credentials = 'device:pa55/w@rd'
const inUrl = 'device:pa55%2Fw%40rd@'

let folder: string
let tls: TlsOptions

beforeAll(async () => {
  const scope = newScope()
  folder = await temporaryFolder(scope, 'proxy')
  makeCertificates(folder)
  const { cert, key } = issueCertificate(folder, 'mirror', { names: ['DNS:mirror.test'] })
  tls = { cert: readFileSync(cert), key: readFileSync(key) }
  return () => scope.release()
})

async function proxyFixture(options: Partial<ForwardProxyOptions> = {}) {
  const scope = testScope()
  const secure = await startRawServer(scope, [content], tls)
  const plain = await startRawServer(scope, [content])
  const hosts = { 'mirror.test': secure.port, 'plain.test': plain.port }
  const proxy = await startForwardProxy(scope, { hosts, ...options })
  const url = (user = '') => `http://${user}127.0.0.1:${proxy.port}`
  const settings = (proxyUrl = url(), except?: string) => {
    const proxied = { http: proxyUrl, https: proxyUrl, ...(except !== undefined && { except }) }
    return { caCert: path.join(folder, 'ca.pem'), proxy: proxied, idleTimeoutMs: 20_000 }
  }
  return { secure, plain, proxy, url, settings }
}

describe('a proxy', () => {
  test('is the way to http and https servers, whose names it knows alone', async () => {
    const { proxy, secure, plain, settings } = await proxyFixture()
    expect(await bytesOf(open('https://mirror.test/app?x=s3cret', { settings: settings() }))).toBe('hi')
    expect(await bytesOf(open('http://plain.test/app', { settings: settings() }))).toBe('hi')
    expect(proxy.requests).toEqual(['CONNECT mirror.test:443', 'GET http://plain.test/app'])
    expect(secure.requests[0]).toMatch(/^GET \/app\?x=s3cret /)
    expect(plain.requests[0]).toMatch(/^GET \/app /)
  })

  test('gets its credentials, and the server does not', async () => {
    const { secure, plain, url, settings } = await proxyFixture({ credentials })
    for (const source of ['https://mirror.test/app', 'http://plain.test/app']) {
      expect(await bytesOf(open(source, { settings: settings(url(inUrl)) }))).toBe('hi')
      const error = await failureOf(open(source, { settings: settings(url('device:other-pa55@')) }))
      expect(error).toMatchObject({ code: 'FORBIDDEN', retryable: false })
      expect(error.message).toMatch(/407: (it|the proxy) wants other credentials/)
    }
    expect(secure.requests.join()).not.toMatch(/proxy-auth/i)
    expect(plain.requests.join()).not.toMatch(/proxy-auth/i)
  })

  test('can be in a file, which is read each time', async () => {
    const { url, settings } = await proxyFixture({ credentials })
    const file = path.join(folder, 'proxy-url')
    const failed = await failureOf(open('https://mirror.test/app', { settings: settings(`@${file}`) }))
    expect(failed).toMatchObject({
      code: 'FORBIDDEN',
      retryable: true,
      message: expect.stringContaining(file),
    })
    await writeFile(file, 'socks5://user:pa55@proxy.test\n')
    const wrong = await failureOf(open('https://mirror.test/app', { settings: settings(`@${file}`) }))
    expect(wrong).toMatchObject({ code: 'INVALID_SOURCE' })
    await writeFile(file, `${url(inUrl)}\n`)
    expect(await bytesOf(open('https://mirror.test/app', { settings: settings(`@${file}`) }))).toBe('hi')
  })

  test('is passed by for the hosts that are excepted, and for the device itself', async () => {
    const { proxy, plain, settings, url } = await proxyFixture()
    expect(await bytesOf(open(plain.url('app'), { settings: settings() }))).toBe('hi')
    const excepted = { ...settings(url(), 'mirror.test,.test'), idleTimeoutMs: 1_000 }
    const error = await failureOf(open('http://plain.test:1/app', { settings: excepted }))
    expect(error).toMatchObject({
      code: 'NETWORK',
      message: expect.stringMatching(/cannot find plain\.test/),
    })
    expect(proxy.requests).toEqual([])
  })

  test.each([
    ['HTTP/1.1 403 Forbidden\r\n\r\n', 'FORBIDDEN', false, /403: it lets nobody through to mirror\.test/],
    ['HTTP/1.1 502 Bad\r\n\r\n', 'NETWORK', true, /502: it does not reach mirror\.test/],
    ['nonsense\r\n\r\n', 'NETWORK', true, /makes no connection/],
    ['', 'NETWORK', true, /makes no connection|does not answer/],
  ])('that answers %j is told', async (tunnel, code, retryable, words) => {
    const { settings, url } = await proxyFixture({ tunnel })
    const impatient = { ...settings(url(inUrl)), ...(tunnel === '' && { idleTimeoutMs: 300 }) }
    const error = await failureOf(open('https://mirror.test/app?x=s3cret', { settings: impatient }))
    expect(error).toMatchObject({ code, retryable })
    expect(error.message).toMatch(words)
  })

  test.each(['http', 'https'])('that is not there is told, for %s', async (scheme) => {
    const { settings } = await proxyFixture()
    const error = await failureOf(
      open(`${scheme}://mirror.test/app`, { settings: settings('http://127.0.0.1:1') }),
    )
    expect(error).toMatchObject({ code: 'NETWORK', retryable: true })
    expect(error.message).toMatch(/the proxy 127\.0\.0\.1:1 refuses connections/)
  })

  test('leads to a server that is silent: that ends, and leaves nothing behind', async () => {
    const scope = testScope()
    const silent = await startRawServer(scope, [() => {}])
    const forward = await startForwardProxy(scope, { hosts: { 'mirror.test': silent.port } })
    const proxy = { http: `127.0.0.1:${forward.port}`, https: `127.0.0.1:${forward.port}` }
    for (const source of ['http://mirror.test/app', 'https://mirror.test/app']) {
      const error = await failureOf(open(source, { settings: { proxy, idleTimeoutMs: 300 } }))
      expect(error).toMatchObject({ code: 'NETWORK', retryable: true })
    }
    await forward.idle()
  })
})

describe('the proxy', () => {
  const env = {
    HTTPS_PROXY: 'http://a.test',
    https_proxy: 'http://b.test',
    HTTP_PROXY: 'c.test:8080',
    NO_PROXY: 'd',
  }

  test('comes from the environment, where nothing is configured; lower case wins', () => {
    expect(proxySettings({}, env)).toEqual({ https: 'http://b.test', http: 'c.test:8080', except: 'd' })
    expect(proxySettings({}, { HTTPS_PROXY: '' })).toBeUndefined()
    expect(proxySettings({ noProxy: '*' }, {})).toBeUndefined()
  })

  test('comes from the configuration before the environment, key by key', () => {
    const proxy = 'http://user:pa55@mine.test:3128'
    expect(proxySettings({ proxy }, env)).toEqual({ http: proxy, https: proxy, except: 'd' })
    expect(proxySettings({ proxy, noProxy: 'e' }, env)).toEqual({ http: proxy, https: proxy, except: 'e' })
  })

  test.each(['socks5://pa55@proxy.test', 'http://', ''])(
    '%j cannot be configured, and is not shown',
    (proxy) => {
      const configured = () => proxySettings({ proxy }, {})
      expect(configured).toThrow(/artifacts\.proxy is not the URL of/)
      expect(configured).not.toThrow(/pa55/)
    },
  )

  test('cannot be configured where Node would go past it, and is left to Node where it comes from the environment', () => {
    vi.spyOn(process, 'allowedNodeEnvironmentFlags', 'get').mockReturnValue(new Set())
    expect(() => proxySettings({ proxy: 'http://proxy.test' }, {})).toThrow(
      /artifacts\.proxy needs Node 22\.21/,
    )
    expect(proxySettings({}, env)).toMatchObject({ https: 'http://b.test' })
  })
})
