import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { FetchProgress } from '../../../../agents/artifacts/artifacts.ts'
import type { Behaviour } from '../../../support/artifact-server.ts'
import { type Fixture, neverAborted, someBytes, storeFixture } from './fixture.ts'

const signal = neverAborted()
const partSize = 100_000
const settings = { ranges: 4, partSize }

function rangesAsked(fixture: Fixture): string[] {
  return fixture.server.requests('app').map(({ headers }) => headers.range ?? 'all')
}

describe('an artifact that is fetched in several ranges at once', () => {
  test('is the same, and no byte of it is sent twice', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    const progress: FetchProgress[] = []
    const onProgress = (step: FetchProgress) => progress.push(step)
    const stored = await fixture.start(settings).fetch(artifact, { signal, onProgress })
    expect(await readFile(stored.path)).toEqual(content)
    expect(rangesAsked(fixture)).toHaveLength(10)
    expect(fixture.server.sent('app')).toBe(content.length)
    expect(progress.at(-1)).toEqual({ received: content.length, total: content.length })
  })

  test('goes on within a range whose connection broke', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.next('app', ...Array.from({ length: 6 }, () => ({ cutAfter: 30_000 })))
    const stored = await fixture.start(settings).fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    expect(fixture.server.sent('app')).toBeLessThanOrEqual(content.length + 6 * 30_000)
  })

  test('goes on with what each range had in another process', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.always('app', { stallAfter: 50_000 })
    const abort = new AbortController()
    const onProgress = ({ received }: FetchProgress) => received === 200_000 && abort.abort(new Error('stop'))
    const fetching = fixture.start(settings).fetch(artifact, { signal: abort.signal, onProgress })
    await expect(fetching).rejects.toThrow('stop')
    fixture.server.always('app', {})
    const stored = await fixture.start(settings).fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    expect(fixture.server.sent('app')).toBe(content.length)
  })

  test('goes on after a mirror that failed in all ranges', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    const mirror = fixture.serve('mirror', content)
    fixture.server.always('app', { status: 503 })
    fixture.server.next('app', {}, {}, {}, {})
    const sources = [...artifact.sources, ...mirror.sources]
    const stored = await fixture.start(settings).fetch({ ...artifact, sources }, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    expect(fixture.server.sent('mirror')).toBeLessThan(content.length)
  })
})

describe('one stream has to do', () => {
  test.each<[string, Behaviour[], Behaviour]>([
    ['where the server sends no ranges', [], { ignoreRange: true }],
    ['where the server gives no strong ETag', [], { etag: 'weak' }],
    ['where the server gives no ETag', [], { etag: 'none' }],
    ['where the server ceases to send ranges', [{}, {}], { ignoreRange: true }],
    ['where the server sends other ranges', [{}, {}], { shiftRange: 7 }],
  ])('%s', async (_, next, always) => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.next('app', ...next)
    fixture.server.always('app', always)
    const stored = await fixture.start(settings).fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
  })

  test('where the artifact is small', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes(150_000))
    await fixture.start(settings).fetch(artifact, { signal })
    expect(rangesAsked(fixture)).toEqual(['all'])
  })
})
