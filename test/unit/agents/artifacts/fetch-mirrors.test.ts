import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { FetchProgress } from '../../../../agents/artifacts/artifacts.ts'
import { type ArtifactServer, startArtifactServer } from '../../../support/artifact-server.ts'
import { type Fixture, neverAborted, someBytes, storeFixture } from './fixture.ts'

const signal = neverAborted()

/** An artifact on two servers, in this order. */
async function twoMirrors() {
  const fixture = await storeFixture()
  const second = await startArtifactServer(fixture.scope)
  const content = someBytes()
  second.put('app', content)
  const { sources, ...others } = fixture.serve('app', content)
  return { fixture, second, content, artifact: { ...others, sources: [...sources, second.url('app')] } }
}

const startsAt = (server: ArtifactServer) => server.requests('app').map(({ start }) => start)

describe('a mirror that sends no ranges', () => {
  test('costs nothing of what is there where another one can go on', async () => {
    const { fixture, second, content, artifact } = await twoMirrors()
    fixture.server.next('app', { cutAfter: 300_000 })
    fixture.server.always('app', { ignoreRange: true })
    const stored = await fixture.start({ retries: 0 }).fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    const [, kept = 0] = startsAt(fixture.server)
    expect(kept).toBeGreaterThan(0)
    expect(startsAt(second)).toEqual([kept])
    expect(startsAt(fixture.server)).toEqual([0, kept])
  })

  test('is read from the start where no other one helps, and the progress says so', async () => {
    const { fixture, second, content, artifact } = await twoMirrors()
    fixture.server.next('app', { cutAfter: 300_000 })
    fixture.server.always('app', { ignoreRange: true })
    second.always('app', { status: 503 })
    const notes = new Set<string | undefined>()
    const onProgress = ({ note }: FetchProgress) => notes.add(note)
    const stored = await fixture.start().fetch(artifact, { signal, onProgress })
    expect(await readFile(stored.path)).toEqual(content)
    expect(startsAt(second)[0]).toBeGreaterThan(0)
    expect([...notes].join()).toMatch(/sends no ranges: the download began anew/)
  })
})

describe('a mirror that failed', () => {
  test('is tried after the others by the next download, also of another process', async () => {
    const { fixture, second, artifact } = await twoMirrors()
    fixture.server.always('app', { status: 503 })
    await fixture.start().fetch(artifact, { signal })
    expect(fixture.server.requests('app')).toHaveLength(1)

    const next = someBytes()
    second.put('next', next)
    const { sources, ...others } = fixture.serve('next', next)
    await fixture.start().fetch({ ...others, sources: [...sources, second.url('next')] }, { signal })
    expect(fixture.server.requests('next')).toHaveLength(0)
    expect(second.requests('next')).toHaveLength(1)
  })

  test('with 403 is not asked again, and what is there is kept for a fresh URL', async () => {
    const { fixture, second, content, artifact } = await twoMirrors()
    fixture.server.next('app', { cutAfter: 300_000 }, { status: 403 })
    second.always('app', { status: 401 })
    await expect(fixture.start().fetch(artifact, { signal })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      retryable: false,
      message: expect.stringMatching(/403.*401.*fresh URL.*[1-9][0-9]+ bytes are kept/),
    })
    second.always('app', {})
    const fresh = { ...artifact, sources: [`${second.url('app')}?fresh`] }
    const stored = await fixture.start().fetch(fresh, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    const [kept, again] = startsAt(second)
    expect(kept).toBeGreaterThan(0)
    expect(again).toBe(kept)
  })

  test('is told by its last words when all attempts are used up', async () => {
    const { fixture, second, artifact } = await twoMirrors()
    fixture.server.always('app', { status: 404 })
    second.always('app', { status: 500 })
    await expect(fixture.start({ retries: 3 }).fetch(artifact, { signal })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      retryable: true,
      message: expect.stringMatching(/404.*500/),
    })
  })
})

test('while it waits for the next attempt, the progress tells what for and how long', async () => {
  const fixture = await storeFixture()
  const artifact = fixture.serve('app', someBytes())
  fixture.server.next('app', { cutAfter: 300_000 }, { status: 503, headers: { 'retry-after': '120' } })
  const waits: FetchProgress[] = []
  const onProgress = (progress: FetchProgress) => progress.waiting?.forMs === 120_000 && waits.push(progress)
  await fixture.start().fetch(artifact, { signal, onProgress })
  expect(waits).toMatchObject([{ waiting: { reason: expect.stringMatching(/503/) } }])
})

describe('a mirror that trickles', () => {
  const settings = { minThroughput: 10_000, throughputWindowMs: 20_000 }
  const trickle = { chunkBytes: 100, bytesPerSecond: 100_000 }

  /** For each arrival a second is gone. */
  function secondsPass(fixture: Fixture): void {
    let now = 0
    fixture.clock.steady = () => {
      now += 1_000
      return now
    }
  }

  test('loses its turn to the next one, which goes on from there', async () => {
    const { fixture, second, content, artifact } = await twoMirrors()
    secondsPass(fixture)
    fixture.server.always('app', trickle)
    const stored = await fixture.start({ ...settings, retries: 1 }).fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    expect(startsAt(second)[0]).toBeGreaterThan(0)
    expect(fixture.logged()).toMatch(/sends \d+ bytes a second, and 10000 are the least/)
  })

  test('is asked anew where it is the only one', async () => {
    const fixture = await storeFixture()
    secondsPass(fixture)
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.next('app', trickle)
    const stored = await fixture.start({ ...settings, retries: 1 }).fetch(artifact, { signal })
    expect(await readFile(stored.path)).toEqual(content)
    const [first, again] = startsAt(fixture.server)
    expect([first, again]).toEqual([0, expect.any(Number)])
    expect(again).toBeGreaterThan(0)
  })
})
