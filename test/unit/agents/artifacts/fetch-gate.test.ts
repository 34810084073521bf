import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import type { FetchProgress } from '../../../../agents/artifacts/artifacts.ts'
import { createContentStore } from '../../../../agents/artifacts/content/content-store.ts'
import { fetchArtifact } from '../../../../agents/artifacts/download/fetch.ts'
import { createMirrorHealth } from '../../../../agents/artifacts/download/mirrors.ts'
import type { DownloadGate } from '../../../../agents/artifacts/gate/gate.ts'
import { artifactSettings } from '../../../../agents/artifacts/settings.ts'
import { recordLog } from '../../../support/logging.ts'
import { newGate } from '../../../support/waiting.ts'
import { type Fixture, integrityOf, neverAborted, someBytes, storeFixture } from './fixture.ts'

const signal = neverAborted()

/** A gate that keeps count of who is inside and what was taken. */
function countingGate() {
  const seen = { entered: 0, inside: 0, taken: 0, close: (_: Error) => {} }
  const gate: DownloadGate = {
    async enter({ onWait }) {
      seen.entered += 1
      seen.inside += 1
      onWait({ reason: 'the window opens at 02:00', forMs: 5 })
      onWait(undefined)
      const closing = new AbortController()
      seen.close = (reason) => closing.abort(reason)
      return {
        closing: closing.signal,
        async take(bytes) {
          seen.taken += bytes
        },
        async leave() {
          seen.inside -= 1
        },
      }
    },
  }
  return { seen, gate }
}

function toolsFor({ folder, clock }: Fixture, gate: DownloadGate) {
  const ports = { clock, log: recordLog() }
  const store = createContentStore(folder, ports)
  const mirrors = createMirrorHealth(path.join(folder, 'mirrors.json'), ports)
  return {
    ...ports,
    store,
    mirrors,
    gate,
    random: () => 0.5,
    settings: { ...artifactSettings(), retries: 0 },
  }
}

test('a download goes through the gate, takes each byte by its leave, and goes', async () => {
  const fixture = await storeFixture()
  const { seen, gate } = countingGate()
  const content = someBytes()
  const artifact = fixture.serve('app', content)
  const waits: unknown[] = []
  const onProgress = ({ waiting }: FetchProgress) => waiting && waits.push(waiting)
  await fetchArtifact(artifact, { signal, onProgress }, toolsFor(fixture, gate))
  expect(seen).toMatchObject({ entered: 1, inside: 0, taken: content.length })
  expect(waits).toEqual([{ reason: 'the window opens at 02:00', forMs: 5 }])
})

test('a gate that closes stops the download, which goes on when it is open: no failure, no pause', async () => {
  const fixture = await storeFixture()
  const { seen, gate } = countingGate()
  const content = someBytes()
  const artifact = fixture.serve('app', content)
  fixture.server.next('app', { stallAfter: 300_000 })
  const onProgress = ({ received }: FetchProgress) =>
    received === 300_000 && seen.entered === 1 && seen.close(new Error('the window closes'))
  const stored = await fetchArtifact(artifact, { signal, onProgress }, toolsFor(fixture, gate))
  expect(await readFile(stored.path)).toEqual(content)
  expect(fixture.server.requests('app').map(({ start }) => start)).toEqual([0, 300_000])
  expect(seen).toMatchObject({ entered: 2, inside: 0 })
  expect(fixture.pauses).toEqual([])
})

test('bytes that the gate holds back when the download is stopped are not lost', async () => {
  const fixture = await storeFixture()
  const { seen, gate } = countingGate()
  const content = someBytes()
  const artifact = fixture.serve('app', content)
  fixture.server.next('app', { stallAfter: 300_000 })
  const abort = new AbortController()
  const asked = newGate()
  const strict: DownloadGate = {
    async enter(options) {
      const admission = await gate.enter(options)
      const take = () => {
        asked.open()
        return new Promise<void>(() => {})
      }
      return { ...admission, take }
    },
  }
  const fetching = fetchArtifact(artifact, { signal: abort.signal }, toolsFor(fixture, strict))
  await asked.opened
  abort.abort(new Error('stopped'))
  await expect(fetching).rejects.toThrow('stopped')
  expect(await fixture.partSize(artifact)).toBeGreaterThan(0)
  expect(seen.inside).toBe(0)
})

test('what is on a medium in the device needs no leave', async () => {
  const fixture = await storeFixture()
  const { seen, gate } = countingGate()
  const content = someBytes()
  const file = path.join(fixture.folder, 'medium')
  await writeFile(file, content)
  const artifact = { sources: [pathToFileURL(file).href], integrity: integrityOf(content) }
  await fetchArtifact(artifact, { signal }, toolsFor(fixture, gate))
  expect(seen.entered).toBe(0)
})

test('a server is not taken for silent while our own bandwidth limit holds up its bytes', async () => {
  const fixture = await storeFixture()
  const { gate } = countingGate()
  const content = someBytes(8_000_000)
  const artifact = fixture.serve('app', content)
  // Sockets go by real time, so it has to pass; much of it, since a busy machine may itself hold a server up.
  const idleTimeoutMs = 1_000
  const slow: DownloadGate = {
    async enter(options) {
      const admission = await gate.enter(options)
      let taken = 0
      const take = async (bytes: number) => {
        taken += bytes
        if (taken === bytes) await new Promise((resolve) => setTimeout(resolve, 1.5 * idleTimeoutMs))
      }
      return { ...admission, take }
    },
  }
  const tools = toolsFor(fixture, slow)
  const settings = { ...tools.settings, idleTimeoutMs }
  const stored = await fetchArtifact(artifact, { signal }, { ...tools, settings })
  expect(await readFile(stored.path)).toEqual(content)
  expect(fixture.server.requests('app')).toHaveLength(1)
})
