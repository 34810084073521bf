import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeImage, makeLayer } from '../../../../support/container-image.ts'
import { newScope } from '../../../../support/scope.ts'
import { temporaryFolder } from '../../../../support/temp.ts'
import { failureOf, giveManifest, openApp, startServer } from './fixture.ts'

const image = makeImage({ layers: [makeLayer({ a: 'a' })] })
const user = { username: 'user', password: 'pa55' }
const basic = 'Basic dXNlcjpwYTU1'

describe('a manifest of a registry', () => {
  test('is asked for with all kinds that are understood, and comes as it is', async () => {
    const server = await startServer((request, response) => {
      expect(request.headers.accept).toMatch(
        /oci\.image\.index.*oci\.image\.manifest.*manifest\.list.*manifest\.v2/,
      )
      giveManifest(response, image)
    })
    const found = await openApp(server.name).manifest('latest')
    expect(found).toEqual({ text: image.manifest, contentType: image.mediaType, digest: image.digest })
    expect(server.asked).toEqual([{ url: '/v2/app/manifests/latest', authorization: undefined }])
  })

  test('is asked for again where the registry is away for a while, and the wait is told', async () => {
    let left = 2
    const server = await startServer((_, response) => {
      left -= 1
      if (left >= 0) response.writeHead(503).end()
      else giveManifest(response, image)
    })
    const repository = openApp(server.name)
    expect((await repository.manifest('latest')).digest).toBe(image.digest)
    expect(repository.waits).toEqual([
      expect.stringMatching(/answered 503$/),
      undefined,
      expect.anything(),
      undefined,
    ])
  })

  const answer = (status: number, headers: Record<string, string>, body: string) => ({
    status,
    headers,
    body,
  })

  test.each([
    ['that there is none', answer(404, {}, ''), 'NOT_FOUND', /manifests\/latest answered 404/],
    ['that nobody may have it', answer(403, {}, ''), 'FORBIDDEN', /answered 403/],
    [
      'with another one than it says',
      answer(200, { 'docker-content-digest': image.id }, '{}'),
      'INTEGRITY_MISMATCH',
      /digest is sha256:44136/,
    ],
    [
      'with more than a manifest can be',
      answer(200, {}, ' '.repeat(4 * 2 ** 20 + 1)),
      'SIZE_MISMATCH',
      /more than the 4194304 bytes/,
    ],
    ['with what is no text', answer(200, {}, '\u0000'), 'SERVER_ERROR', /no text/],
  ])('is refused where the registry answers %s', async (what, { status, headers, body }, code, why) => {
    const server = await startServer((_, response) => {
      response
        .writeHead(status, headers)
        .end(what === 'with what is no text' ? Buffer.of(0xff, 0xfe, 0xff) : body)
    })
    const error = await failureOf(openApp(server.name))
    expect(error).toMatchObject({ code, message: expect.stringMatching(why) })
    expect(server.asked).toHaveLength(1)
  })

  test('is refused where it is another one than was asked for by digest', async () => {
    const server = await startServer((_, response) => giveManifest(response, image))
    const error = await failureOf(openApp(server.name), image.id)
    expect(error).toMatchObject({ code: 'INTEGRITY_MISMATCH', retryable: false })
  })
})

describe('a registry that wants a token', () => {
  /** A maker of tokens and a registry that takes the newest one only. */
  async function startPair(makeToken: (made: number) => string = (made) => `t0ken-${made}`) {
    let made = 0
    let good = ''
    const maker = await startServer((_, response) => {
      made += 1
      good = makeToken(made)
      response.end(good)
    })
    const registry = await startServer((request, response) => {
      if (request.headers.authorization === `Bearer ${JSON.parse(good || '{}').token ?? ''}`) {
        giveManifest(response, image)
        return
      }
      const realm = `http://${maker.name}/token?account=x`
      const scope = 'repository:app:pull,push,delete'
      const challenge = `Bearer realm="${realm}",service="registry.test",scope="${scope}"`
      response.writeHead(401, { 'www-authenticate': challenge }).end()
    })
    return { maker, registry, revoke: () => (good = '') }
  }
  const json = (made: number) => JSON.stringify({ token: `t0ken-${made}` })

  test('gets one that was made for a stranger, to read this repository alone', async () => {
    const { maker, registry } = await startPair(json)
    await openApp(registry.name).manifest('latest')
    expect(maker.asked).toEqual([
      {
        url: '/token?account=x&service=registry.test&scope=repository%3Aapp%3Apull',
        authorization: undefined,
      },
    ])
  })

  test('gets one that was made for whom the configuration names, who stays unknown to the registry', async () => {
    const { maker, registry } = await startPair(json)
    await openApp(registry.name, user).manifest('latest')
    expect(maker.asked).toMatchObject([{ authorization: basic }])
    expect(registry.asked.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer t0ken-1'])
  })

  test('gets the same one until it takes it no more, and then a new one', async () => {
    const { maker, registry, revoke } = await startPair(json)
    const repository = openApp(registry.name)
    await repository.manifest('latest')
    await repository.manifest('latest')
    expect(maker.asked).toHaveLength(1)
    revoke()
    await repository.manifest('latest')
    expect(maker.asked).toHaveLength(2)
  })

  test('has it made from a password in a file, which may change', async () => {
    const scope = newScope()
    onTestFinished(() => scope.release())
    const file = path.join(await temporaryFolder(scope, 'secret'), 'password')
    await writeFile(file, 'pa55\n')
    const { maker, registry } = await startPair(json)
    await openApp(registry.name, { username: 'user', password: `@${file}` }).manifest('latest')
    expect(maker.asked).toMatchObject([{ authorization: basic }])
  })

  test.each([
    ['no JSON', '<html>'],
    ['no token', '{}'],
    ['a token with a line break', JSON.stringify({ token: 't0ken\r\nx-evil: 1' })],
  ])('is given up where its maker answers with %s', async (_, body) => {
    const { registry } = await startPair(() => body)
    // The registry cannot take what is no token.
    const error = await failureOf(openApp(registry.name, user))
    expect(error).toMatchObject({ code: 'SERVER_ERROR', retryable: false })
    expect(error.message).toMatch(/asked for a token, and answered something else/)
  })

  test.each([
    [{}, /no token for a stranger, and "registries" has none/],
    [user, /no token for the credentials that "registries" has/],
  ])('is given up where its maker does not know %j', async (settings, why) => {
    const maker = await startServer((_, response) => void response.writeHead(401).end())
    const registry = await startServer((_, response) => {
      response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${maker.name}/"` }).end()
    })
    const error = await failureOf(openApp(registry.name, settings))
    expect(error).toMatchObject({ code: 'FORBIDDEN', retryable: false, message: expect.stringMatching(why) })
    expect(maker.asked).toHaveLength(1)
  })

  test('has none made where it does not say where', async () => {
    const registry = await startServer((_, response) => {
      response.writeHead(401, { 'www-authenticate': 'Bearer service="x"' }).end()
    })
    expect(await failureOf(openApp(registry.name, user))).toMatchObject({ code: 'FORBIDDEN' })
    expect(registry.asked).toHaveLength(1)
  })
})

describe('a registry that wants a password', () => {
  const startRegistry = () =>
    startServer((request, response) => {
      if (request.headers.authorization === basic) giveManifest(response, image)
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="test"' }).end()
    })

  test('gets the one that is configured for it, when it asks', async () => {
    const registry = await startRegistry()
    await openApp(registry.name, user).manifest('latest')
    expect(registry.asked.map(({ authorization }) => authorization)).toEqual([undefined, basic])
  })

  test.each([
    [{}, /wants user and password, and "registries" has none/],
    [{ username: 'user', password: 's3cret' }, /answered 401/],
  ])('is given up with %j', async (settings, why) => {
    const registry = await startRegistry()
    const error = await failureOf(openApp(registry.name, settings))
    expect(error).toMatchObject({ code: 'FORBIDDEN', retryable: false, message: expect.stringMatching(why) })
  })

  test('and sends elsewhere for the blobs keeps its credentials', async () => {
    const elsewhere = await startServer((_, response) => giveManifest(response, image))
    const registry = await startServer((request, response) => {
      const isKnown = request.headers.authorization === basic
      const headers = isKnown
        ? { location: `http://${elsewhere.name}/blob` }
        : { 'www-authenticate': 'Basic' }
      response.writeHead(isKnown ? 307 : 401, headers).end()
    })
    await openApp(registry.name, user).manifest('latest')
    expect(elsewhere.asked).toEqual([{ url: '/blob', authorization: undefined }])
  })
})
