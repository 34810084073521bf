import { readFile } from 'node:fs/promises'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ArtifactDescription, FetchProgress } from '../../../../agents/artifacts/artifacts.ts'
import type { ArtifactSettings } from '../../../../agents/artifacts/settings.ts'
import type { Behaviour } from '../../../support/artifact-server.ts'
import { type Fixture, neverAborted, someBytes, storeFixture } from './fixture.ts'

const disk = vi.hoisted(() => ({ free: Infinity }))
vi.mock('../../../../platform/disk.ts', async (original) => ({
  ...(await original<object>()),
  freeBytes: async () => disk.free,
}))
beforeEach(() => {
  disk.free = Infinity
})

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

  test('needs no space for what its ranges have already', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    await leaveBehind(fixture, artifact, { always: { stallAfter: 50_000 }, received: 200_000 })
    disk.free = content.length - 200_000
    const stored = await fixture.start(settings).fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
  })

  test('starts over where the server has another version, and sends it whatever was asked for', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    await leaveBehind(fixture, artifact, { always: { stallAfter: 50_000 }, received: 200_000 })
    fixture.server.always('app', { ignoreIfRange: true, headers: { etag: '"another"' } })
    const stored = await fixture.start({ ...settings, retries: 3 }).fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
  })

  test('is never put together from two versions, also where it has no integrity', async () => {
    const fixture = await storeFixture()
    const loose = { ...settings, allowUnverified: true }
    const { sources } = fixture.serve('app', someBytes())
    fixture.server.next('app', { stallAfter: 0 })
    await leaveBehind(fixture, { sources }, { settings: loose, received: 300_000 })

    const content = someBytes()
    fixture.serve('app', content)
    await leaveBehind(
      fixture,
      { sources },
      { always: { stallAfter: 50_000 }, settings: loose, received: 50_000 },
    )
    const stored = await fixture.start(loose).fetch({ sources }, { signal })
    expect((await readFile(stored.path)).equals(content)).toBe(true)
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

interface Left {
  always?: Behaviour
  settings?: Partial<ArtifactSettings>
  /** Bytes after which the process ends. */
  received: number
}

/** What a process leaves that does not come to the end of the fetch. */
async function leaveBehind(
  fixture: Fixture,
  artifact: ArtifactDescription,
  { always = {}, settings: own = settings, received }: Left,
): Promise<void> {
  fixture.server.always('app', always)
  const abort = new AbortController()
  const onProgress = (progress: FetchProgress) =>
    progress.received >= received && abort.abort(new Error('left behind'))
  const fetching = fixture.start(own).fetch(artifact, { signal: abort.signal, onProgress })
  await expect(fetching).rejects.toThrow('left behind')
  fixture.server.always('app', {})
}

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
