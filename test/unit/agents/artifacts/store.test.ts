import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { ArtifactDescription, FetchProgress } from '../../../../agents/artifacts/artifacts.ts'
import type { Disk } from '../../../../platform/disk.ts'
import { type Fixture, integrityOf, neverAborted, someBytes, storeFixture } from './fixture.ts'

const signal = neverAborted()
const committed = { committed: true }
const keepNothing = { keepPartsMs: -3_600_000 }

/** Names of artifacts and parts; beside them in the store are pins, records and locks. */
const contents = async (fixture: Fixture) =>
  (await fixture.files()).filter((name) => /^[0-9a-f]{64,}(\.part)?$/.test(name))

const fetched = async (fixture: Fixture, artifact: ArtifactDescription) =>
  (await fixture.start().find(artifact)) !== undefined

describe('an operation', () => {
  test('that is committed leaves nothing behind, ended once or twice', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    const store = fixture.open()
    await store.forOperation('a').reserve([{ artifact }])
    await store.forOperation('a').fetch(artifact, { signal })
    await store.endOperation('a', committed)
    await store.endOperation('a', committed)
    expect((await fixture.files()).filter((name) => !name.includes('lock'))).toEqual([])
  })

  test('that fails leaves what it has fetched, whole and in part, to the next one, for a while', async () => {
    const fixture = await storeFixture()
    const [whole, half] = [fixture.serve('whole', someBytes()), fixture.serve('half', someBytes())]
    fixture.server.always('half', { cutAfter: 400_000, ignoreRange: true, status: 404 })
    fixture.server.next('half', { cutAfter: 400_000 })
    const store = fixture.open({ retries: 0 })
    await store.forOperation('a').fetch(whole, { signal })
    await expect(store.forOperation('a').fetch(half, { signal })).rejects.toThrow()
    await store.endOperation('a')
    expect(await contents(fixture)).toHaveLength(2)

    await fixture.open(keepNothing).endOthers([])
    expect(await contents(fixture)).toEqual([])
  })

  test('keeps what it needs whatever other operations do, of its own agent and of others', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    const [software, firmware] = [fixture.open(keepNothing), fixture.open(keepNothing, 'firmware')]
    for (const view of [software.forOperation('a'), firmware.forOperation('a'), software.forOperation('b')]) {
      await view.fetch(artifact, { signal })
    }
    await software.endOperation('a', committed)
    await firmware.endOthers([])
    expect(await fetched(fixture, artifact)).toBe(true)
    await software.endOperation('b', committed)
    expect(await fetched(fixture, artifact)).toBe(false)
    expect(fixture.server.requests('app')).toHaveLength(1)
  })

  test('of an earlier process goes on, or is ended by the next start', async () => {
    const fixture = await storeFixture()
    const [kept, gone] = [fixture.serve('kept', someBytes()), fixture.serve('gone', someBytes())]
    await fixture.open().forOperation('a').fetch(kept, { signal })
    await fixture.open().forOperation('b').fetch(gone, { signal })
    await fixture.open(keepNothing).endOthers(['a'])
    expect(await fetched(fixture, kept)).toBe(true)
    expect(await fetched(fixture, gone)).toBe(false)
  })

  test('that has ended can reserve and fetch nothing any more, and may come again', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    const store = fixture.open()
    const late = store.forOperation('a')
    await store.endOperation('a')
    await expect(late.reserve([{ artifact }])).rejects.toMatchObject({ code: 'INTERRUPTED' })
    await expect(late.fetch(artifact, { signal })).rejects.toMatchObject({ code: 'INTERRUPTED' })
    await store.forOperation('a').fetch(artifact, { signal })
  })
})

describe('an artifact', () => {
  test('that two processes want is fetched once; the other one waits, and says so', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.always('app', { bytesPerSecond: 4_000_000 })
    const first = fixture.open().forOperation('a').fetch(artifact, { signal })
    await fixture.server.waitForBytes('app', 100_000)
    const told: FetchProgress[] = []
    const onProgress = (progress: FetchProgress) => void told.push(progress)
    const second = await fixture
      .open({}, 'firmware')
      .forOperation('a')
      .fetch(artifact, { signal, onProgress })
    await first
    expect(told[0]?.waiting?.reason).toBe('another agent downloads it')
    expect(await readFile(second.path)).toEqual(content)
    expect(fixture.server.requests('app')).toHaveLength(1)
  })

  test('whose fetch fails in one process is fetched by the other', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    const leaving = new AbortController()
    fixture.server.next('app', { stallAfter: 300_000 })
    const first = fixture.open().forOperation('a').fetch(artifact, { signal: leaving.signal })
    await fixture.server.waitForBytes('app', 300_000)
    const second = fixture.open({}, 'firmware').forOperation('a').fetch(artifact, { signal })
    leaving.abort(new Error('left'))
    await expect(first).rejects.toThrow('left')
    await second
    expect(fixture.server.requests('app')).toHaveLength(2)
  })

  test('that is being fetched is not removed', async () => {
    const fixture = await storeFixture()
    const artifact = fixture.serve('app', someBytes())
    fixture.server.next('app', { stallAfter: 300_000 })
    const store = fixture.open()
    const leaving = new AbortController()
    const fetching = store.forOperation('a').fetch(artifact, { signal: leaving.signal })
    await fixture.server.waitForBytes('app', 300_000)
    await store.endOperation('a', committed)
    await fixture.open(keepNothing, 'firmware').endOthers([])
    expect(await contents(fixture)).toHaveLength(1)
    leaving.abort(new Error('left'))
    await expect(fetching).rejects.toThrow('left')
    await fixture.open(keepNothing, 'firmware').endOthers([])
    expect(await contents(fixture)).toEqual([])
  })

  test('without integrity is not taken for another one that comes under the same URL later', async () => {
    const fixture = await storeFixture()
    const { sources } = fixture.serve('app', Buffer.from('old'))
    const store = fixture.open({ allowUnverified: true })
    const old = await store.forOperation('a').fetch({ sources }, { signal })
    expect(await readFile(old.path, 'utf8')).toBe('old')
    await store.endOperation('a')
    fixture.serve('app', Buffer.from('new'))
    const fresh = await store.forOperation('b').fetch({ sources }, { signal })
    expect(await readFile(fresh.path, 'utf8')).toBe('new')
  })
})

describe('space', () => {
  const size = 1_000
  const notYetThere = (name: string): ArtifactDescription => ({
    sources: [`http://127.0.0.1:1/${name}`],
    integrity: integrityOf(Buffer.from(name)),
    size,
  })
  /** One file system for all, or one for `/other` besides. */
  const diskOf = (free: Record<string, number>): Disk => {
    const systemOf = (path: string) => (path.startsWith('/other') ? 'other' : 'main')
    return {
      freeBytes: async (path) => free[systemOf(path)] ?? 0,
      fileSystemOf: async (path) => ({ id: systemOf(path), path }),
    }
  }
  const refused = (...numbers: string[]) =>
    expect.objectContaining({
      code: 'DISK_FULL',
      message: expect.stringMatching(new RegExp(numbers.join('.*'))),
    })

  test('is counted over artifacts and folders of one file system, once for each artifact', async () => {
    const fixture = await storeFixture()
    const needs = [
      { artifact: notYetThere('a') },
      { artifact: notYetThere('a') },
      { artifact: notYetThere('b') },
      { folder: '/apps', bytes: 500, what: 'app 2.0, unpacked' },
      { folder: '/other/apps', bytes: 500, what: 'elsewhere' },
    ]
    const open = (main: number, other = 500) =>
      fixture.open({ reserveFree: 0 }, 'software', diskOf({ main, other })).forOperation('a')
    await expect(open(2_499).reserve(needs)).rejects.toEqual(
      refused('2500 bytes are needed', '2000 to download', '500 for app 2.0, unpacked', '2499 are free'),
    )
    await expect(open(2_500, 499).reserve(needs)).rejects.toEqual(
      refused('500 bytes are needed', '499 are free'),
    )
    await open(2_500).reserve(needs)
    await open(2_500).reserve(needs)
  })

  test('that is to stay free is not given away', async () => {
    const fixture = await storeFixture()
    const open = (reserveFree: number) =>
      fixture.open({ reserveFree }, 'software', diskOf({ main: 1_500 })).forOperation('a')
    const needs = [{ artifact: notYetThere('a') }]
    await expect(open(501).reserve(needs)).rejects.toEqual(
      refused('999 are available: 1500 less 501 that stay free'),
    )
    await open(500).reserve(needs)
  })

  test('is not promised to two agents that ask at the same time', async () => {
    const fixture = await storeFixture()
    const disk = diskOf({ main: 1_999 })
    const stores = ['software', 'firmware'].map((domain) => fixture.open({ reserveFree: 0 }, domain, disk))
    const asked = stores.map((store, index) =>
      store.forOperation('a').reserve([{ artifact: notYetThere(`image ${index}`) }]),
    )
    const answers = await Promise.allSettled(asked)
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refusal = answers.find((answer) => answer.status === 'rejected')
    expect(refusal?.reason).toEqual(
      refused('999 are available: 1999 less 1000 that other operations have reserved'),
    )

    for (const store of stores) await store.endOperation('a')
    await stores[0]?.forOperation('b').reserve([{ artifact: notYetThere('image 0') }])
  })

  test('that has been taken, or is given back, is not reserved any more', async () => {
    const fixture = await storeFixture()
    const disk = diskOf({ main: 1_000 })
    const [one, other] = ['software', 'firmware'].map((domain) =>
      fixture.open({ reserveFree: 0 }, domain, disk).forOperation('a'),
    )
    const need = { folder: '/apps', what: 'app' }
    await one?.reserve([{ ...need, bytes: 600 }])
    await expect(other?.reserve([{ ...need, bytes: 600 }])).rejects.toEqual(refused('600 bytes are needed'))
    await one?.reserve([{ ...need, bytes: 0 }])
    await other?.reserve([{ ...need, bytes: 600 }])
  })

  test('is made by removing what nobody needs, and nothing else', async () => {
    const fixture = await storeFixture()
    const [needed, left] = [fixture.serve('needed', someBytes(600)), fixture.serve('left', someBytes(600))]
    let free = 0
    const files = async () => (await contents(fixture)).length
    const disk: Disk = {
      freeBytes: async () => free + 600 * (2 - (await files())),
      fileSystemOf: async (path) => ({ id: 'main', path }),
    }
    const store = fixture.open({ reserveFree: 0 }, 'software', disk)
    free = 1_200
    await store.forOperation('a').fetch(left, { signal })
    await store.forOperation('b').fetch(needed, { signal })
    await store.endOperation('a')
    expect(await files()).toBe(2)
    free = 500
    await store.forOperation('c').reserve([{ artifact: notYetThere('image') }])
    expect(await fetched(fixture, left)).toBe(false)
    expect(await fetched(fixture, needed)).toBe(true)
    const more = [{ folder: '/apps', bytes: 200, what: 'app' }]
    await expect(store.forOperation('c').reserve(more)).rejects.toEqual(
      refused('1200 bytes are needed', '1100 are free'),
    )
  })
})
