import { readFileSync } from 'node:fs'
import type { TlsOptions } from 'node:tls'
import { beforeAll, describe, expect, test } from 'vitest'
import type { HttpSettings } from '../../../../agents/artifacts/sources/http-settings.ts'
import { type Certificates, issueCertificate, makeCertificates } from '../../../support/certificates.ts'
import { startRawServer } from '../../../support/raw-server.ts'
import { newScope } from '../../../support/scope.ts'
import { temporaryFolder } from '../../../support/temp.ts'
import { bytesOf, failureOf, open, secretUrl, testScope } from './http-fixture.ts'

const content = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'

let folder: string
let certificates: Certificates

beforeAll(async () => {
  const scope = newScope()
  folder = await temporaryFolder(scope, 'tls')
  certificates = makeCertificates(folder)
  return () => scope.release()
})

const filesOf = (cert: string, key: string): TlsOptions => ({
  cert: readFileSync(cert),
  key: readFileSync(key),
})

const goodServer = () => filesOf(certificates.serverCert, certificates.serverKey)

async function failureWith(tls: TlsOptions, settings: Partial<HttpSettings> = { caCert: certificates.ca }) {
  const server = await startRawServer(testScope(), [content], tls)
  const error = await failureOf(open(secretUrl(server.url('app')), { settings }))
  expect(server.requests).toEqual([])
  return error
}

const issued = (name: string, years?: [number, number], names = ['IP:127.0.0.1']) => {
  const { cert, key } = issueCertificate(folder, name, { names, ...(years && { years }) })
  return filesOf(cert, key)
}

describe('a server whose certificate', () => {
  test('is good is trusted, with all settings or those of its host', async () => {
    const server = await startRawServer(testScope(), [content], goodServer())
    const { ca: caCert } = certificates
    expect(await bytesOf(open(server.url('app'), { settings: { caCert } }))).toBe('hi')
    const hosts = { [`127.0.0.1:${server.port}`]: { caCert } }
    expect(await bytesOf(open(server.url('app'), { settings: { hosts } }))).toBe('hi')
  })

  test.each<[string, () => TlsOptions, Partial<HttpSettings> | undefined, RegExp]>([
    ['comes from an unknown authority', goodServer, {}, /authority that is not trusted here/],
    [
      'is self-signed',
      () => filesOf(certificates.ca, certificates.ca.replace('.pem', '.key')),
      {},
      /self-signed/,
    ],
    ['has expired', () => issued('expired', [2019, 2020]), undefined, /has expired.*clock/],
    ['is not valid yet', () => issued('early', [2048, 2049]), undefined, /not valid yet: check the clock/],
    [
      'has another name',
      () => issued('other', undefined, ['DNS:other.test']),
      undefined,
      /another host name/,
    ],
  ])('%s is not trusted, and may be later', async (_, tls, settings, words) => {
    const error = await failureWith(tls(), settings)
    expect(error).toMatchObject({ code: 'TLS_FAILED', retryable: true })
    expect(error.message).toMatch(words)
  })
})

describe('a server that', () => {
  const strict = (version: TlsOptions = {}): TlsOptions => ({
    ...goodServer(),
    ca: readFileSync(certificates.ca),
    requestCert: true,
    rejectUnauthorized: true,
    ...version,
  })

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'wants a client certificate gets it, by %s',
    async (maxVersion) => {
      const { ca: caCert, clientCert: cert, clientKey: key } = certificates
      const server = await startRawServer(testScope(), [content], strict({ maxVersion }))
      expect(await bytesOf(open(server.url('app'), { settings: { caCert, cert, key } }))).toBe('hi')
      const error = await failureWith(strict({ maxVersion }))
      expect(error).toMatchObject({ code: 'TLS_FAILED', retryable: true })
      expect(error.message).toMatch(/wants a client certificate/)
    },
  )

  test('is not the one with a client certificate of its own does not get that', async () => {
    const { ca: caCert, clientCert: cert, clientKey: key } = certificates
    const server = await startRawServer(testScope(), [content], strict())
    const hosts = { [`127.0.0.1:${server.port}`]: { cert, key } }
    expect(await bytesOf(open(server.url('app'), { settings: { caCert, hosts } }))).toBe('hi')
    await failureWith(strict(), { caCert, hosts })
  })

  test('does not speak TLS is said to be so', async () => {
    const server = await startRawServer(testScope(), ['HTTP/1.1 400 Bad\r\n\r\n'])
    const error = await failureOf(open(server.url('app').replace('http:', 'https:')))
    expect(error).toMatchObject({ code: 'TLS_FAILED', retryable: true })
    expect(error.message).toMatch(/does not speak TLS/)
  })

  test('speaks only what nobody should speak any more is not trusted', async () => {
    const error = await failureWith({
      ...goodServer(),
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    expect(error).toMatchObject({ code: 'TLS_FAILED', retryable: true })
  })

  test('redirects to plain http is not followed', async () => {
    const redirect = 'HTTP/1.1 302 Elsewhere\r\nlocation: http://127.0.0.1:1/app\r\n\r\n'
    const server = await startRawServer(testScope(), [redirect], goodServer())
    const settings = { caCert: certificates.ca }
    const error = await failureOf(open(secretUrl(server.url('app')), { settings }))
    expect(error).toMatchObject({ code: 'INVALID_SOURCE', retryable: false })
    expect(error.message).toMatch(/from https to plain http/)
  })
})

describe('a file with a certificate or a key', () => {
  test.each<[string, () => Partial<HttpSettings>, RegExp]>([
    ['that is not there', () => ({ caCert: '/nowhere/ca.pem' }), /cannot read \/nowhere\/ca\.pem/],
    [
      'of another pair',
      () => ({ cert: certificates.clientCert, key: certificates.serverKey }),
      /do not belong together/,
    ],
    ['without a key', () => ({ cert: certificates.clientCert }), /of no use/],
  ])('%s is told', async (_, settings, words) => {
    const error = await failureWith(goodServer(), { caCert: certificates.ca, ...settings() })
    expect(error).toMatchObject({ code: 'TLS_FAILED', retryable: true })
    expect(error.message).toMatch(words)
  })
})
