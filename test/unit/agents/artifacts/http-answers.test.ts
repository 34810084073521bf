import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { type RawAnswer, startRawServer } from '../../../support/raw-server.ts'
import { type Asked, bytesOf, failureOf, now, open, secretUrl, testScope } from './http-fixture.ts'

const answered = (status: number | string, headers: string[] = [], body = '') =>
  [`HTTP/1.1 ${status} Some words`, ...headers, '', body].join('\r\n')

const whole = answered(200, ['content-length: 10', 'etag: "one"'], '0123456789')

const part = (range: string, body = '56789', headers: string[] = []) =>
  answered(206, [`content-range: ${range}`, `content-length: ${body.length}`, ...headers], body)

async function failureFrom(answer: RawAnswer, asked: Asked = {}) {
  const server = await startRawServer(testScope(), [answer])
  return failureOf(open(secretUrl(server.url('app')), asked))
}

describe('a status that brings no bytes', () => {
  const never = { retryable: false, retryAfterMs: 0 }
  const soon = { retryable: true, retryAfterMs: 0 }
  const inTwoMinutes = { retryable: true, retryAfterMs: 120_000 }
  test.each([
    [201, [], 'SERVER_ERROR', never],
    [202, ['retry-after: 120'], 'SERVER_ERROR', inTwoMinutes],
    [203, [], 'SERVER_ERROR', never],
    [204, [], 'SERVER_ERROR', never],
    [205, [], 'SERVER_ERROR', never],
    [206, ['content-range: bytes 5-9/10'], 'SERVER_ERROR', never],
    [300, [], 'SERVER_ERROR', never],
    [302, [], 'SERVER_ERROR', never],
    [304, [], 'SERVER_ERROR', never],
    [305, ['location: http://proxy.test/'], 'SERVER_ERROR', never],
    [400, [], 'SERVER_ERROR', never],
    [401, [], 'FORBIDDEN', never],
    [402, ['retry-after: 120'], 'SERVER_ERROR', never],
    [403, [], 'FORBIDDEN', never],
    [404, [], 'NOT_FOUND', never],
    [407, [], 'FORBIDDEN', never],
    [408, [], 'SERVER_ERROR', soon],
    [410, [], 'NOT_FOUND', never],
    [412, [], 'SERVER_ERROR', never],
    [416, [], 'SERVER_ERROR', never],
    [425, [], 'SERVER_ERROR', soon],
    [429, ['retry-after: 120'], 'SERVER_ERROR', inTwoMinutes],
    [451, [], 'SERVER_ERROR', never],
    [500, [], 'SERVER_ERROR', soon],
    [502, [], 'SERVER_ERROR', soon],
    [503, ['retry-after: 120'], 'SERVER_ERROR', inTwoMinutes],
    [504, [], 'SERVER_ERROR', soon],
    [999, [], 'SERVER_ERROR', soon],
  ])('%i %j is %s, %j', async (status, headers, code, retry) => {
    const error = await failureFrom(answered(status, [...headers, 'x-secret: t0ken'], 'some t0ken'))
    expect(error).toMatchObject({ code, ...retry })
    expect(error.message).toMatch(status === 206 ? /127\.0\.0\.1:\d+\/app / : new RegExp(`${status}`))
  })

  test.each([
    ['Fri, 02 Jan 2026 03:05:05 GMT', 60_000],
    ['Fri, 02 Jan 2026 03:03:05 GMT', 0],
    ['Fri, 02 Jan 2099 03:03:05 GMT', 3_600_000],
    ['0', 0],
    ['99999999999999999999999', 3_600_000],
    ['soon', 0],
    ['-5', 0],
    ['1.5', 0],
    ['', 0],
  ])('is followed by a pause: Retry-After "%s" is %i ms', async (value, retryAfterMs) => {
    const error = await failureFrom(answered(503, [`retry-after: ${value}`]))
    expect(error).toMatchObject({ code: 'SERVER_ERROR', retryable: true, retryAfterMs })
    expect(error.toReason()).toEqual({
      code: 'SERVER_ERROR',
      retryable: true,
      ...(retryAfterMs > 0 && { retryAfterMs }),
    })
  })

  test('has its pause counted by the clock of the server, where it gives the time', async () => {
    const headers = ['date: Thu, 01 Jan 1970 00:00:00 GMT', 'retry-after: Thu, 01 Jan 1970 00:00:30 GMT']
    expect(now).toBeGreaterThan(0)
    expect(await failureFrom(answered(429, headers))).toMatchObject({ retryAfterMs: 30_000 })
  })

  test.each([
    [401, /fresh URL or other credentials/],
    [403, /fresh URL or other credentials/],
    [407, /proxy wants other credentials/],
  ])('is told in words: %i', async (status, words) => {
    expect((await failureFrom(answered(status))).message).toMatch(words)
  })
})

describe('what is no proper answer', () => {
  test.each<[string, RawAnswer, object, RegExp]>([
    ['another protocol', 'SSH-2.0-OpenSSH\r\n', { code: 'SERVER_ERROR', retryable: true }, /proper HTTP/],
    [
      'too many headers',
      answered(200, [`x-a: ${'a'.repeat(100_000)}`]),
      { code: 'SERVER_ERROR', retryable: false },
      /too many headers/,
    ],
    [
      'two lengths',
      answered(200, ['content-length: 2', 'content-length: 3'], 'hi'),
      { code: 'SERVER_ERROR', retryable: true },
      /proper HTTP/,
    ],
    [
      'a length that is none',
      answered(200, ['content-length: many'], 'hi'),
      { code: 'SERVER_ERROR', retryable: true },
      /proper HTTP/,
    ],
    [
      'another protocol that nobody asked for',
      (socket) => void socket.write(answered(101, ['connection: upgrade', 'upgrade: other'])),
      { code: 'SERVER_ERROR', retryable: true },
      /proper HTTP/,
    ],
    ['an end before the headers', '', { code: 'NETWORK', retryable: true }, /connection was cut/],
    [
      'an end within the headers',
      'HTTP/1.1 200 OK\r\ncontent-le',
      { code: 'NETWORK', retryable: true },
      /connection was cut/,
    ],
    [
      'a reset',
      (socket) => void socket.resetAndDestroy(),
      { code: 'NETWORK', retryable: true },
      /connection was cut/,
    ],
  ])('fails: %s', async (_, answer, expected, words) => {
    const error = await failureFrom(answer)
    expect(error).toMatchObject(expected)
    expect(error.message).toMatch(words)
  })

  test.each<[string, RawAnswer]>([
    ['nothing', () => {}],
    ['half of the headers', (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-')],
    [
      'preliminary answers without an end',
      (socket) => {
        const timer = setInterval(() => socket.write(answered(102)), 50)
        socket.on('close', () => clearInterval(timer))
      },
    ],
  ])('fails after a while: %s', async (_, answer) => {
    const error = await failureFrom(answer, { settings: { idleTimeoutMs: 300 } })
    expect(error).toMatchObject({ code: 'NETWORK', retryable: true })
  })

  test('is not taken from a preliminary answer: the real one follows', async () => {
    const server = await startRawServer(testScope(), [`${answered(103, ['link: <x>'])}${whole}`])
    expect(await bytesOf(open(server.url('app')))).toBe('0123456789')
  })

  test('a chunk that makes no sense breaks the body, and not the process', async () => {
    const body = answered(200, ['transfer-encoding: chunked'], '2\r\nhi\r\nzz\r\nhi')
    const server = await startRawServer(testScope(), [body])
    await expect(bytesOf(open(server.url('app')))).rejects.toMatchObject({ code: 'HPE_INVALID_CHUNK_SIZE' })
  })
})

describe('an encoding that nobody asked for', () => {
  test.each([
    ['content-encoding: gzip', /\(gzip\)/],
    ['Content-Encoding: identity, br', /\(br\)/],
    ['content-encoding: strange<thing>', /\(strange\?/],
    ['transfer-encoding: gzip, chunked', /\(gzip\)/],
  ])('makes the server useless: %s', async (header, words) => {
    const error = await failureFrom(answered(200, [header], '0\r\n\r\n')).catch((failure) => failure)
    expect(error).toMatchObject({ code: 'SERVER_ERROR', retryable: false })
    expect(error.message).toMatch(words)
  })

  test.each([
    ['app', 'identity'],
    ['app.tar.gz', 'gzip'],
    ['app.tgz', 'x-gzip'],
    ['app.zst', 'zstd'],
  ])('is none where %s is called %s', async (name, encoding) => {
    const server = await startRawServer(testScope(), [
      answered(200, ['content-length: 2', `content-encoding: ${encoding}`], 'hi'),
    ])
    expect(await bytesOf(open(server.url(name)))).toBe('hi')
  })
})

describe('a range', () => {
  test.each<[Asked, string]>([
    [{}, 'none'],
    [{ offset: 5 }, 'bytes=5-'],
    [{ offset: 5, end: 7 }, 'bytes=5-6'],
    [{ offset: 0, end: 1 }, 'bytes=0-0'],
  ])('is asked for: %j is %s', async (asked, range) => {
    const server = await startRawServer(testScope(), [whole])
    await bytesOf(open(server.url('app'), asked))
    expect(/^range: (.*)$/im.exec(server.requests[0] ?? '')?.[1] ?? 'none').toBe(range)
  })

  test.each<[Asked, string, object, string]>([
    [{ offset: 5 }, part('bytes 5-9/10'), { start: 5, total: 10 }, '56789'],
    [{ offset: 5 }, part('bytes 5-9/*'), { start: 5, total: undefined }, '56789'],
    [{ offset: 5, end: 10 }, part('bytes 5-9/10'), { start: 5, total: 10 }, '56789'],
    [{ offset: 5 }, part('bytes 5-6/10', '56'), { start: 5, total: 10 }, '56'],
    [{ offset: 0, end: 2 }, part('bytes 0-1/10', '01'), { start: 0, total: 10 }, '01'],
    [
      { offset: 5, validator: '"one"' },
      part('bytes 5-9/10', '56789', ['etag: "one"']),
      { start: 5, validator: '"one"' },
      '56789',
    ],
    [{ offset: 5 }, whole, { start: 0, total: 10, validator: '"one"' }, '0123456789'],
  ])('that is asked for by %j may be answered by %j', async (asked, answer, expected, bytes) => {
    const server = await startRawServer(testScope(), [answer])
    const opened = await open(server.url('app'), asked)
    expect(opened).toMatchObject({ kind: 'bytes', ...expected })
    if (opened.kind === 'bytes') expect(await text(opened.body)).toBe(bytes)
    expect(server.requests).toHaveLength(1)
  })

  const broken: [string, string, RegExp][] = [
    ['another start', part('bytes 4-9/10', '456789'), /from byte 4 where byte 5 was asked for/],
    ['an end before its start', part('bytes 5-4/10', ''), /ends before it starts/],
    ['an end behind the wanted one', part('bytes 5-8/10', '5678'), /up to byte 8 where byte 6/],
    ['an end behind its file', part('bytes 5-6/6', '56'), /byte 6 of a file of 6/],
    ['another length', part('bytes 5-6/10', '567'), /3 bytes for a range of 2/],
    ['no sense', part('bytes five-nine/10'), /does not say which/],
    ['numbers out of this world', part(`bytes 5-${'9'.repeat(30)}/*`), /does not say which/],
    ['another unit', part('items 5-9/10'), /does not say which/],
    ['nothing said of it', answered(206, ['content-length: 5'], '56789'), /does not say which/],
    [
      'several parts',
      answered(206, ['content-type: multipart/byteranges; boundary=x'], '--x--'),
      /several ranges/,
    ],
    ['the claim that there is none', answered(416, ['content-range: bytes */10']), /none from 5 on/],
  ]
  test.each(broken)('with %s is followed by a request for all of the file', async (_, answer) => {
    const server = await startRawServer(testScope(), [answer, whole])
    expect(await bytesOf(open(server.url('app'), { offset: 5, end: 7, validator: '"one"' }))).toBe(
      '0123456789',
    )
    expect(server.requests[0]).toMatch(/^if-range: "one"\r$/im)
    expect(server.requests[1]).not.toMatch(/range:/i)
  })

  test.each(broken)('with %s, whatever is asked for, makes the server useless', async (_, answer) => {
    const error = await failureFrom(answer, { offset: 5, end: 7 })
    expect(error).toMatchObject({ code: 'SERVER_ERROR', retryable: false })
  })

  test('of another version of the file is not taken', async () => {
    const server = await startRawServer(testScope(), [part('bytes 5-9/10', '56789', ['etag: "two"'])])
    expect(await open(server.url('app'), { offset: 5, validator: '"one"' })).toEqual({ kind: 'otherBytes' })
  })

  test.each<[string, Asked, object]>([
    [answered(416, ['content-range: bytes */5']), { offset: 5 }, { kind: 'beyondEnd', total: 5 }],
    [answered(416, ['content-range: bytes */4']), { offset: 5 }, { kind: 'beyondEnd', total: 4 }],
    [answered(416), { offset: 5 }, { kind: 'beyondEnd', total: undefined }],
    [answered(416, ['content-range: bytes */0']), { end: 5 }, { kind: 'beyondEnd', total: 0 }],
  ])('behind the end is told: %j', async (answer, asked, expected) => {
    const server = await startRawServer(testScope(), [answer])
    expect(await open(server.url('app'), asked)).toEqual(expected)
  })
})
