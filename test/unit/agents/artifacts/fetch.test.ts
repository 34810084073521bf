import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import ssri from 'ssri'
import { describe, expect, test } from 'vitest'
import type { FetchProgress } from '../../../../agents/artifacts/artifacts.ts'
import { startArtifactServer } from '../../../support/artifact-server.ts'
import { makeCertificates } from '../../../support/certificates.ts'
import { integrityOf, neverAborted, someBytes, storeFixture } from './fixture.ts'

const signal = neverAborted()

describe('an artifact', () => {
  test('is stored byte for byte under its digest, and not fetched again', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    const progress: FetchProgress[] = []
    const store = fixture.start()

    const stored = await store.fetch(artifact, { signal, onProgress: (step) => progress.push(step) })
    expect(await readFile(stored.path)).toEqual(content)
    expect(stored).toMatchObject({ size: content.length, integrity: artifact.integrity })
    expect(progress.at(-1)).toEqual({ received: content.length, total: content.length })

    expect(await fixture.start().fetch(artifact, { signal })).toEqual(stored)
    expect(await store.find(artifact)).toEqual(stored)
    expect(fixture.server.requests('app')).toHaveLength(1)
  })

  test.each(['sha384', 'sha512'])('can have an integrity of %s', async (algorithm) => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content, { integrity: integrityOf(content, algorithm) })
    const stored = await fixture.start().fetch(artifact, { signal })
    expect(stored.path).toContain(algorithm)
  })

  test('that is compressed itself is kept as it is sent, also where the server calls it encoded', async () => {
    const fixture = await storeFixture()
    const content = gzipSync(Buffer.alloc(1_000_000))
    const artifact = fixture.serve('app.tar.gz', content)
    fixture.server.always('app.tar.gz', { headers: { 'content-encoding': 'gzip' } })
    const stored = await fixture.start().fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    expect(fixture.server.requests('app.tar.gz')[0]?.headers['accept-encoding']).toBe('identity')
  })

  test('that two want at the same time is downloaded once, and goes on when one of them leaves', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    fixture.server.always('app', { bytesPerSecond: 4_000_000 })
    const store = fixture.start()
    const leaving = new AbortController()
    const first = store.fetch(artifact, { signal: leaving.signal })
    const second = store.fetch(artifact, { signal })
    await fixture.server.waitForBytes('app', 100_000)
    leaving.abort(new Error('left'))
    await expect(first).rejects.toThrow('left')
    await second
    expect(fixture.server.requests('app')).toHaveLength(1)
  })

  test('can be on a medium that is mounted', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const file = path.join(fixture.folder, 'medium')
    await writeFile(file, content)
    const sources = [pathToFileURL(`${file}.away`).href, pathToFileURL(file).href]
    const stored = await fixture.start().fetch({ sources, integrity: integrityOf(content) }, { signal })
    expect(await readFile(stored.path)).toEqual(content)
  })

  test('without integrity is kept by its source, with the integrity that it had', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const { sources } = fixture.serve('app', content)
    const stored = await fixture.start({ allowUnverified: true }).fetch({ sources }, { signal })
    expect(stored).toMatchObject({ size: content.length, integrity: integrityOf(content) })
    expect(await fixture.start().find({ sources })).toEqual(stored)
  })
})

describe('a download that broke off', () => {
  test('is not taken for whole by a server that says no more than that nothing follows', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const { sources } = fixture.serve('app', content)
    const nothingFollows = { status: 416, headers: { 'content-range': 'none' } }
    fixture.server.next('app', { cutAfter: 300_000 }, nothingFollows)
    const stored = await fixture.start({ allowUnverified: true }).fetch({ sources }, { signal })
    expect((await readFile(stored.path)).equals(content)).toBe(true)
  })

  test('goes on from the byte where it stood, for the same version of the file alone', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.next('app', { cutAfter: 300_000 }, { cutAfter: 200_000 })
    const stored = await fixture.start().fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    const [first, second, third] = fixture.server.requests('app')
    expect([first?.start, second?.start, third?.start]).toEqual([0, 300_000, 500_000])
    expect(second?.headers['if-range']).toMatch(/^"/)
    expect(fixture.server.sent('app')).toBe(content.length)
  })

  test('keeps what it has when it is aborted, and goes on in another process', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.next('app', { stallAfter: 400_000 })
    const abort = new AbortController()
    const reached = Promise.withResolvers<void>()
    const onProgress = ({ received }: FetchProgress) => received === 400_000 && reached.resolve()
    const fetching = fixture.start().fetch(artifact, { signal: abort.signal, onProgress })
    await reached.promise
    abort.abort(new Error('paused'))
    await expect(fetching).rejects.toThrow('paused')
    expect(await fixture.partSize(artifact)).toBe(400_000)

    const stored = await fixture.start().fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    expect(fixture.server.requests('app')[1]?.start).toBe(400_000)
    expect(fixture.server.sent('app')).toBe(content.length)
  })

  test('goes on from another mirror', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    const mirror = fixture.serve('mirror', content)
    fixture.server.next('app', { cutAfter: 300_000 })
    fixture.server.always('app', { status: 503 })
    const sources = [...artifact.sources, ...mirror.sources]
    await fixture.start().fetch({ ...artifact, sources }, { signal })
    expect(fixture.server.requests('mirror').map(({ start }) => start)).toEqual([300_000])
  })

  test('starts over where the file has changed', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.put('app', someBytes())
    fixture.server.next('app', { stallAfter: 300_000 })
    const abort = new AbortController()
    const fetching = fixture.start().fetch(artifact, {
      signal: abort.signal,
      onProgress: ({ received }) => received === 300_000 && abort.abort(),
    })
    await expect(fetching).rejects.toThrow()
    fixture.server.put('app', content)
    const stored = await fixture.start().fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    expect(fixture.server.requests('app')).toHaveLength(2)
  })

  test.each([
    ['ignores ranges', { ignoreRange: true }],
    ['answers with another range', { shiftRange: 7 }],
    ['has forgotten the file for a moment', { status: 416 }],
  ])('starts over where the server %s', async (_, behaviour) => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.next('app', { cutAfter: 300_000 }, behaviour)
    const stored = await fixture.start().fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
  })

  test('is not taken for the same by a weak ETag', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const { sources } = fixture.serve('app', content)
    fixture.server.always('app', { etag: 'weak' })
    fixture.server.next('app', { cutAfter: 300_000, etag: 'weak' })
    const stored = await fixture.start({ allowUnverified: true }).fetch({ sources }, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    expect(fixture.server.requests('app').map(({ start }) => start)).toEqual([0, 0])
  })

  test('just before its end is only verified', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const { size: _, ...artifact } = fixture.serve('app', content)
    fixture.server.next('app', { stallAfter: content.length, chunked: true })
    const abort = new AbortController()
    const fetching = fixture.start().fetch(artifact, {
      signal: abort.signal,
      onProgress: ({ received }) => received === content.length && abort.abort(),
    })
    await expect(fetching).rejects.toThrow()
    const stored = await fixture.start().fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    expect(fixture.server.requests('app')[1]).toMatchObject({ status: 416, sent: 0 })
  })

  test('by a connection that stalls is noticed', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.next('app', { stallAfter: 300_000 })
    await fixture.start({ idleTimeoutMs: 200 }).fetch(artifact, { signal })
    expect(fixture.server.requests('app').map(({ start }) => start)).toEqual([0, 300_000])
  })
})

describe('an artifact that was damaged in the store', () => {
  test.each([
    ['other bytes', (file: string) => writeFile(file, someBytes())],
    ['fewer bytes', (file: string) => truncate(file, 500_000)],
  ])('by %s is fetched again, also where no size is declared', async (_, damage) => {
    const fixture = await storeFixture()
    const content = someBytes()
    const { size, ...artifact } = fixture.serve('app', content)
    const { path: file } = await fixture.start().fetch(artifact, { signal })
    await damage(file)
    const stored = await fixture.start().fetch(artifact, { signal })
    expect((await readFile(stored.path)).equals(content)).toBe(true)
    expect(fixture.server.requests('app')).toHaveLength(2)
    expect(fixture.logged()).toContain('damaged')
  })
})

describe('what cannot be', () => {
  test('a part that cannot be written is told with a code', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    const hex = ssri.parse(artifact.integrity ?? '').hexDigest()
    await mkdir(path.join(fixture.folder, 'sha256', `${hex}.part`), { recursive: true })
    const fetching = fixture.start().fetch(artifact, { signal })
    await expect(fetching).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('EISDIR'),
    })
  })

  test('an artifact that no mirror has fails at once, with what each mirror said', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    fixture.server.always('app', { status: 404 })
    fixture.server.always('mirror', { status: 403 })
    const sources = [...artifact.sources, fixture.server.url('mirror')]
    await expect(fixture.start().fetch({ ...artifact, sources }, { signal })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      retryable: false,
      message: expect.stringMatching(/404; [^;]*403: a fresh URL [^;]*; 0 bytes are kept$/),
    })
    expect(fixture.server.requests('mirror')).toHaveLength(1)
    expect(fixture.pauses).toEqual([])
  })

  test('bytes with the wrong hash are fetched once more, and never stored', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    fixture.server.put('app', someBytes())
    await expect(fixture.start().fetch(artifact, { signal })).rejects.toMatchObject({
      code: 'INTEGRITY_MISMATCH',
    })
    expect(fixture.server.requests('app').map(({ start }) => start)).toEqual([0, 0])
    expect(await fixture.start().find(artifact)).toBeUndefined()
  })

  test('a mirror with the wrong bytes does no harm to the next one', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    const wrong = fixture.serve('wrong', someBytes())
    const sources = [...wrong.sources, ...artifact.sources]
    const stored = await fixture.start().fetch({ ...artifact, sources }, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    expect(fixture.server.requests('wrong')).toHaveLength(1)
  })

  test.each([
    ['says that it has another size', {}, 10],
    ['sends more than declared', { chunked: true }, 10],
    ['sends less than declared', { chunked: true }, 10_000_000],
  ])('a server that %s is refused', async (_, behaviour, size) => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes(), { size })
    fixture.server.always('app', behaviour)
    await expect(fixture.start().fetch(artifact, { signal })).rejects.toMatchObject({ code: 'SIZE_MISMATCH' })
    expect(await fixture.partSize(artifact)).toBeLessThanOrEqual(size)
  })

  test('an artifact without a size may not be larger than the limit', async () => {
    const fixture = await storeFixture()
    const { size: _, ...artifact } = fixture.serve('app', someBytes())
    fixture.server.next('app', { chunked: true })
    const store = fixture.start({ maxSize: 500_000 })
    await expect(store.fetch(artifact, { signal })).rejects.toMatchObject({ code: 'SIZE_MISMATCH' })
    await expect(store.fetch(artifact, { signal })).rejects.toMatchObject({ code: 'SIZE_MISMATCH' })
    expect(fixture.server.sent('app')).toBeLessThan(3_000_000)
  })

  test('what does not fit on the disk is refused before the first byte, with the numbers', async () => {
    const fixture = await storeFixture()
    const size = 2 ** 52
    const artifact = fixture.serve('app', someBytes(), { size })
    fixture.server.always('app', { chunked: true })
    const expected = { code: 'DISK_FULL', message: expect.stringContaining(`${size} bytes are needed`) }
    await expect(fixture.start().reserve([{ artifact }])).rejects.toMatchObject(expected)
    await expect(fixture.start().fetch(artifact, { signal })).rejects.toMatchObject(expected)
    expect(await fixture.partSize(artifact)).toBe(0)
  })

  test('an artifact that is there needs no space', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    const store = fixture.start()
    await store.fetch(artifact, { signal })
    await store.reserve([{ artifact }, { artifact }])
  })
})

describe('a server in trouble', () => {
  test('is asked again after pauses that double up to the longest, with half of them left to chance', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    const failing = Array.from({ length: 5 }, () => ({ status: 503 }))
    fixture.server.next('app', ...failing)
    await fixture.start({ minRetryDelayMs: 1_000, maxRetryDelayMs: 5_000 }).fetch(artifact, { signal })
    expect(fixture.pauses).toEqual([750, 1_500, 3_000, 3_750, 3_750])
  })

  test('gets the pause it asks for', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    fixture.server.next('app', { status: 429, headers: { 'retry-after': '120' } })
    await fixture.start().fetch(artifact, { signal })
    expect(fixture.pauses).toEqual([120_000])
  })

  test('is given up after the configured attempts', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    fixture.server.always('app', { status: 500 })
    await expect(fixture.start({ retries: 3 }).fetch(artifact, { signal })).rejects.toMatchObject({
      code: 'SERVER_ERROR',
      retryable: true,
    })
    expect(fixture.server.requests('app')).toHaveLength(4)
  })

  test('is not given up as long as each attempt brings new bytes', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    fixture.server.next('app', ...Array.from({ length: 9 }, () => ({ cutAfter: 100_000 })))
    await fixture.start({ retries: 1 }).fetch(artifact, { signal })
    expect(fixture.server.requests('app')).toHaveLength(10)
  })

  test('that cannot be reached is a network problem', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    const sources = ['http://user:pa55@127.0.0.1:1/app?token=s3cret']
    const failure = fixture.start({ retries: 1 }).fetch({ ...artifact, sources }, { signal })
    await expect(failure).rejects.toMatchObject({
      code: 'NETWORK',
      message: expect.stringMatching(/ECONNREFUSED/),
    })
  })

  test('does not keep the pause of an aborted download waiting', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    fixture.server.always('app', { status: 503 })
    const abort = new AbortController()
    const fetching = fixture.start({ retries: 1_000_000 }).fetch(artifact, { signal: abort.signal })
    await fixture.server.waitForRequests('app', 3)
    abort.abort(new Error('cancelled'))
    await expect(fetching).rejects.toThrow('cancelled')
  })
})

describe('secrets', () => {
  test('go to the server that they are for, and to no message, log or other host', async () => {
    const fixture = await storeFixture()
    const other = await startArtifactServer(fixture.scope)
    const content = someBytes()
    other.put('app', content)
    const artifact = fixture.serve('app', content)
    fixture.server.next('app', { status: 503 })
    fixture.server.always('app', { status: 302, headers: { location: other.url('app') } })
    other.next('app', { status: 503 })
    const source = `${fixture.server.url('app')}?token=s3cret`.replace('//', '//user:pa55@')
    await fixture.start().fetch({ ...artifact, sources: [source] }, { signal })
    expect(fixture.server.requests('app')[0]?.headers.authorization).toMatch(/^Basic /)
    expect(other.requests('app')).toHaveLength(2)
    expect(JSON.stringify(other.requests('app'))).not.toMatch(/authorization|s3cret|pa55/)
    expect(fixture.logged()).toContain('503')
    expect(fixture.logged()).not.toMatch(/s3cret|pa55/)
  })

  test('and bytes do not leave https by a redirect', async () => {
    const folder = await storeFixture()
    const { ca, serverKey, serverCert } = makeCertificates(folder.folder)
    const tls = { key: await readFile(serverKey, 'utf8'), cert: await readFile(serverCert, 'utf8') }
    const secure = await startArtifactServer(folder.scope, { tls })
    const content = someBytes()
    const artifact = folder.serve('app', content)
    secure.put('good', content)
    secure.put('app', content)
    secure.always('app', { status: 302, headers: { location: folder.server.url('app') } })
    const store = folder.start({ caCert: ca, retries: 2 })
    const redirected = { ...artifact, sources: [`${secure.url('app')}?token=s3cret`] }
    await expect(store.fetch(redirected, { signal })).rejects.toMatchObject({
      code: 'INVALID_SOURCE',
      message: expect.stringMatching(/redirects from https/),
    })
    expect(folder.server.requests('app')).toHaveLength(0)
    await expect(
      folder.start({ retries: 0 }).fetch({ ...artifact, sources: [secure.url('good')] }, { signal }),
    ).rejects.toMatchObject({ code: 'TLS_FAILED' })
    await store.fetch({ ...artifact, sources: [secure.url('good')] }, { signal })
  })
})
