import { existsSync, rmSync } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ArtifactDescription, FetchProgress } from '../../../../agents/artifacts/artifacts.ts'
import {
  collectGarbage,
  importFiles,
  listArtifacts,
  openStore,
  type StoreTools,
  verifyArtifacts,
} from '../../../../agents/artifacts/content/maintenance.ts'
import { artifactSettings } from '../../../../agents/artifacts/settings.ts'
import { systemClock } from '../../../../platform/clock.ts'
import { type Disk, systemDisk } from '../../../../platform/disk.ts'
import { recordLog } from '../../../support/logging.ts'
import { temporaryFolder } from '../../../support/temp.ts'
import { type Fixture, integrityOf, neverAborted, someBytes, storeFixture } from './fixture.ts'

const signal = neverAborted()
const everything = { all: true, dryRun: false }

const toolsOf = ({ folder }: Fixture, disk: Disk = systemDisk): StoreTools =>
  openStore(artifactSettings({}, {}), { folder, clock: systemClock, log: recordLog(), disk })

/** A file on a medium, with that content. */
async function file(fixture: Fixture, name: string, content: Buffer): Promise<string> {
  const medium = await temporaryFolder(fixture.scope, 'medium')
  await writeFile(path.join(medium, name), content)
  return path.join(medium, name)
}

/** An artifact that no server has. */
const unreachable = (content: Buffer, algorithm = 'sha256'): ArtifactDescription => ({
  sources: ['http://127.0.0.1:1/gone'],
  integrity: integrityOf(content, algorithm),
  size: content.length,
})

describe('an imported file', () => {
  test.each(['sha256', 'sha384', 'sha512'])(
    'is found by its %s, and takes its space once',
    async (algorithm) => {
      const fixture = await storeFixture()
      const content = someBytes()
      const [imported] = await importFiles([await file(fixture, 'app', content)], toolsOf(fixture), {
        signal,
      })
      expect(imported?.integrity).toContain(integrityOf(content, algorithm))
      const stored = await fixture.start().fetch(unreachable(content, algorithm), { signal })
      expect(await readFile(stored.path)).toEqual(content)
      expect((await stat(stored.path)).nlink).toBe(3)
      expect(await listArtifacts(toolsOf(fixture))).toHaveLength(1)
    },
  )

  test('is found by a download that is under way, and waits for a server', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.always('app', { stallAfter: 300_000 })
    const fetching = fixture.start().fetch(artifact, { signal })
    await fixture.server.waitForBytes('app', 300_000)
    await importFiles([await file(fixture, 'app', content)], toolsOf(fixture), { signal })
    const stored = await fetching
    expect(await readFile(stored.path)).toEqual(content)
    await fixture.open().endOperation('campaign', { committed: true })
    expect(await listArtifacts(toolsOf(fixture))).toEqual([])
  })

  test('leaves nothing of a download that it has made needless', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.always('app', { stallAfter: 300_000 })
    const fetching = fixture.start().fetch(artifact, { signal })
    await fixture.server.waitForBytes('app', 300_000)
    await importFiles([await file(fixture, 'app', content)], toolsOf(fixture), { signal })
    await fetching
    expect((await fixture.files()).filter((name) => /part|ledger/.test(name))).toEqual([])
  })

  test('is copied where what was there is removed meanwhile', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const stored = await fixture.start().fetch(fixture.serve('app', content), { signal })
    const onProgress = (done: number) => done > content.length && rmSync(stored.path, { force: true })
    const source = await file(fixture, 'app', content)
    const [imported] = await importFiles([source], toolsOf(fixture), { signal, onProgress })
    expect(imported?.wasThere).toBe(false)
    expect(await readFile(stored.path)).toEqual(content)
  })

  test('that is there already is not copied again', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const source = await file(fixture, 'app', content)
    const stored = await fixture.start().fetch(fixture.serve('app', content), { signal })
    const { ino } = await stat(stored.path)
    for (let times = 0; times < 2; times += 1) {
      const [imported] = await importFiles([source], toolsOf(fixture), { signal })
      expect(imported?.wasThere).toBe(true)
    }
    const other = await fixture.start().fetch(unreachable(content, 'sha512'), { signal })
    expect((await stat(other.path)).ino).toBe(ino)
  })

  test('takes the place of a damaged copy', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const source = await file(fixture, 'app', content)
    await importFiles([source], toolsOf(fixture), { signal })
    const stored = await fixture.start().fetch(unreachable(content), { signal })
    await writeFile(stored.path, someBytes())
    const [again] = await importFiles([source], toolsOf(fixture), { signal })
    expect(again?.wasThere).toBe(false)
    expect(await readFile(stored.path)).toEqual(content)
    const other = await fixture.start().fetch(unreachable(content, 'sha512'), { signal })
    expect(await readFile(other.path)).toEqual(content)
  })

  test('stays until an operation that has used it is committed', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    await importFiles([await file(fixture, 'app', content)], toolsOf(fixture), { signal })
    const store = fixture.open({ keepPartsMs: -3_600_000 })
    await store.forOperation('a').fetch(unreachable(content), { signal })
    await store.endOperation('a')
    expect(await collectGarbage(toolsOf(fixture), { all: false, dryRun: false })).toEqual([])
    await store.forOperation('b').fetch(unreachable(content), { signal })
    await store.endOperation('b', { committed: true })
    expect(await listArtifacts(toolsOf(fixture))).toEqual([])
  })

  test('that does not fit is refused before anything is copied, with the numbers', async () => {
    const fixture = await storeFixture()
    const files = [await file(fixture, 'a', someBytes(600)), await file(fixture, 'b', someBytes(600))]
    const disk = { ...systemDisk, freeBytes: async () => 16_777_216 + 1_100 }
    await expect(importFiles(files, toolsOf(fixture, disk), { signal })).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('1200 bytes are needed'),
    })
    expect(await listArtifacts(toolsOf(fixture))).toEqual([])
  })

  test('needs all its space also where a download has brought a part of it', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const artifact = fixture.serve('app', content)
    fixture.server.always('app', { stallAfter: 900_000 })
    const abort = new AbortController()
    const onProgress = ({ received }: FetchProgress) =>
      received === 900_000 && abort.abort(new Error('stopped'))
    const fetching = fixture.start().fetch(artifact, { signal: abort.signal, onProgress })
    await expect(fetching).rejects.toThrow('stopped')
    const disk = { ...systemDisk, freeBytes: async () => 16_777_216 + 999_999 }
    const source = await file(fixture, 'app', content)
    await expect(importFiles([source], toolsOf(fixture, disk), { signal })).rejects.toMatchObject({
      code: 'DISK_FULL',
    })
  })

  test('is told of as it comes', async () => {
    const fixture = await storeFixture()
    const source = await file(fixture, 'app', someBytes(3_000_000))
    const told: [number, number][] = []
    const onProgress = (done: number, total: number) => void told.push([done, total])
    await importFiles([source], toolsOf(fixture), { signal, onProgress })
    expect(told.at(-1)).toEqual([6_000_000, 6_000_000])
  })

  test('waits for no other import', async () => {
    const fixture = await storeFixture()
    const source = await file(fixture, 'app', someBytes())
    const both = [1, 2].map(() => importFiles([source], toolsOf(fixture), { signal }))
    const answers = await Promise.allSettled(both)
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('verification', () => {
  test('sets aside what is damaged, by all its names, so that it is fetched again', async () => {
    const fixture = await storeFixture()
    const content = someBytes()
    const [good, bad] = [fixture.serve('good', someBytes()), fixture.serve('bad', content)]
    await fixture.start().fetch(good, { signal })
    await importFiles([await file(fixture, 'bad', content)], toolsOf(fixture), { signal })
    const stored = await fixture.start().fetch(bad, { signal })
    await writeFile(stored.path, someBytes())

    const verified = await verifyArtifacts(toolsOf(fixture), {})
    expect(verified.map(({ ok, digests }) => [ok, digests.length])).toEqual(
      expect.arrayContaining([
        [true, 1],
        [false, 3],
      ]),
    )
    expect(await fixture.start().find({ ...bad, integrity: integrityOf(content, 'sha512') })).toBeUndefined()
    const again = await fixture.start().fetch(bad, { signal })
    expect(await readFile(again.path)).toEqual(content)
    expect(fixture.server.requests('bad')).toHaveLength(1)
  })
})

describe('the store', () => {
  test('lists what is there, how far it is, and who needs it', async () => {
    const fixture = await storeFixture()
    const [whole, half] = [fixture.serve('whole', someBytes()), fixture.serve('half', someBytes())]
    fixture.server.always('half', { status: 404 })
    fixture.server.next('half', { cutAfter: 500_000 })
    const store = fixture.open()
    await store.forOperation('a').fetch(whole, { signal })
    await expect(store.forOperation('a').fetch(half, { signal })).rejects.toThrow()
    const listed = await listArtifacts(toolsOf(fixture))
    const byState = Object.fromEntries(listed.map((artifact) => [artifact.state, artifact]))
    expect(byState.complete).toMatchObject({
      size: 1_000_000,
      pinnedBy: ['software operation a'],
      imported: false,
    })
    expect(byState.incomplete).toMatchObject({ size: 1_000_000, pinnedBy: ['software operation a'] })
    expect(byState.incomplete?.bytes).toBeLessThanOrEqual(500_000)
  })

  test.each<[string, (fixture: Fixture) => Promise<unknown>]>([
    ['by hand', (fixture) => collectGarbage(toolsOf(fixture), { all: false, dryRun: false })],
    ['by the start of an agent', (fixture) => fixture.open().endOthers([])],
  ])('is cleared %s of what a killed import has left', async (_, clear) => {
    const fixture = await storeFixture()
    const draft = path.join(fixture.folder, 'import', 'draft')
    await mkdir(path.dirname(draft))
    await writeFile(draft, someBytes(1_000))
    await clear(fixture)
    expect(existsSync(draft)).toBe(false)
  })

  test('is cleared of what nobody needs, on demand and not before; a dry run removes nothing', async () => {
    const fixture = await storeFixture()
    const [needed, left] = [fixture.serve('needed', someBytes()), fixture.serve('left', someBytes(1_000))]
    const store = fixture.open()
    await store.forOperation('a').fetch(needed, { signal })
    await store.forOperation('b').fetch(left, { signal })
    await store.endOperation('b')
    await importFiles([await file(fixture, 'app', someBytes(2_000))], toolsOf(fixture), { signal })
    expect(await collectGarbage(toolsOf(fixture), { all: false, dryRun: false })).toEqual([])
    for (const options of [{ all: true, dryRun: true }, everything]) {
      const removed = await collectGarbage(toolsOf(fixture), options)
      expect(removed.map(({ size }) => size).sort()).toEqual([1_000, 2_000])
    }
    expect(await listArtifacts(toolsOf(fixture))).toHaveLength(1)
  })
})

describe('an installed version', () => {
  const committed = { committed: true }

  async function install(fixture: Fixture, version: string, settings: { keepInstalled: boolean }) {
    const artifact = fixture.serve(`app-${version}`, someBytes())
    const store = fixture.open(settings)
    await store.forOperation(version).fetch(artifact, { signal })
    await store.forOperation(version).keep({ id: 'app', version }, [artifact])
    await store.endOperation(version, committed)
    return artifact
  }

  test('keeps its artifact where that is configured, until another version is installed', async () => {
    const fixture = await storeFixture()
    const settings = { keepInstalled: true }
    const one = await install(fixture, '1', settings)
    await collectGarbage(toolsOf(fixture), everything)
    expect(await fixture.start().find(one)).toBeDefined()
    expect(await listArtifacts(toolsOf(fixture))).toMatchObject([{ pinnedBy: ['software app 1'] }])

    const two = await install(fixture, '2', settings)
    expect(await fixture.start().find(one)).toBeUndefined()
    expect(await fixture.start().find(two)).toBeDefined()
    await fixture.open(settings).forOperation('c').keep({ id: 'app', version: '2' }, [])
    expect(await fixture.start().find(two)).toBeUndefined()
  })

  test('keeps nothing where it is not, or not any more', async () => {
    const fixture = await storeFixture()
    expect(await fixture.start().find(await install(fixture, '1', { keepInstalled: false }))).toBeUndefined()
    const two = await install(fixture, '2', { keepInstalled: true })
    await fixture.open({ keepInstalled: false }).endOthers([])
    expect(await fixture.start().find(two)).toBeUndefined()
  })
})
