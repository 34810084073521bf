/**
 * One download that is cut up to 200 times, at random bytes: by its connection, or by the end of its process without warning.
 * What is fetched again is no more than a part each time, also where the power was cut and nothing but synced bytes is
 * what it was.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import fc from 'fast-check'
import ssri from 'ssri'
import { afterAll, beforeAll, expect } from 'vitest'
import { openLedger } from '../../../agents/artifacts/download/ledger.ts'
import { requireBanner } from '../../../scripts/build/lean-builtins.ts'
import type { ArtifactsConfig } from '../../../spec/generated/config.ts'
import { contentOf } from '../../support/chaos/content.ts'
import { type PacedServer, startPacedServer } from '../../support/chaos/paced-server.ts'
import { faultOfStore } from '../../support/chaos/sound-store.ts'
import { test } from '../../support/fixture.ts'
import { node, type RunningProcess, startProcess } from '../../support/process.ts'
import { randomCases } from '../../support/sampling.ts'
import { newScope, type Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

const mebibyte = 1024 * 1024
const size = 48 * mebibyte
const partSize = 256 * 1024
const window = 64 * 1024
const limits = { timeout: 600_000 }

/** `fetch-process.ts` in one file, since it is started so often. */
let script: string
const files = newScope()
beforeAll(async () => {
  script = join(await temporaryFolder(files, 'fetch-process'), 'fetch-process.mjs')
  const source = fileURLToPath(new URL('fetch-process.ts', import.meta.url))
  await build({
    entryPoints: [source],
    outfile: script,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: requireBanner },
    logLevel: 'warning',
  })
})
afterAll(() => files.release())

type Cut = 'connection' | 'process'
interface Place {
  folder: string
  part: string
  ledger: string
}

const cuts = (kinds: Cut[], count: number, seed: number): { at: number; kind: Cut }[] => {
  const [positions = []] = fc.sample(
    fc.array(fc.noBias(fc.integer({ min: 1, max: size - 1 })), { minLength: count, maxLength: count }),
    { seed, numRuns: 1 },
  )
  return positions
    .toSorted((a, b) => a - b)
    .map((at, index) => ({ at, kind: kinds[index % kinds.length] ?? 'process' }))
}

const [many, some] = [randomCases(200), randomCases(60)]

test(
  `a download that is cut ${many} times, half of them by killing its process, costs at most a part each time`,
  limits,
  async ({ scope }) => {
    await expectBoundedCost(scope, cuts(['connection', 'process'], many, 1))
  },
)

test(
  `a download whose power is cut ${some} times costs at most a part each time`,
  limits,
  async ({ scope }) => {
    await expectBoundedCost(scope, cuts(['process'], some, 2), loseUnsynced)
  },
)

test(
  `a download whose power is cut ${some} times, tearing its last record, costs at most a part each time`,
  limits,
  async ({ scope }) => {
    let turn = 0
    await expectBoundedCost(scope, cuts(['process'], some, 3), async (place) => {
      turn += 1
      await loseUnsynced(place)
      await tearLedger(place, turn)
    })
  },
)

async function expectBoundedCost(
  scope: Scope,
  planned: { at: number; kind: Cut }[],
  afterKill: (place: Place) => Promise<void> = async () => {},
): Promise<void> {
  const content = contentOf(planned.length, size)
  const integrity = content.integrity()
  const folder = join(await temporaryFolder(scope, 'cuts'), 'artifacts')
  const file = join(folder, 'sha256', ssri.parse(integrity).hexDigest())
  const place = { folder, part: `${file}.part`, ledger: `${file}.ledger` }
  const taken = () => statSync(place.part, { throwIfNoEntry: false })?.size ?? 0
  const server = await startPacedServer(scope, content, { window, taken })
  const artifact = { sources: [server.source], integrity, size }
  const config: ArtifactsConfig = { partSize, minRetryDelay: '1ms', maxRetryDelay: '1ms' }
  const begin = () =>
    startProcess(scope, node, [script, folder, JSON.stringify(artifact), JSON.stringify(config)], {
      mayEnd: true,
    })

  let fetching = begin()
  for (const { at, kind } of planned) {
    await Promise.race([server.sendUpTo(at), failureOf(fetching)])
    if (kind === 'connection') server.cut()
    else {
      await fetching.kill()
      await afterKill(place)
      fetching = begin()
    }
  }
  server.letGo()
  await fetching.waitForLine(/^stored /, 120_000)
  await fetching.exited

  expect(await faultOfStore(folder, artifact, true)).toBeUndefined()
  expect(server.sent()).toBeLessThanOrEqual(size + planned.length * partSize)
  expectStepsBack(server)
}

/** Each alone, too: nothing but what was on its way, and what was written last. */
function expectStepsBack({ answers }: PacedServer): void {
  for (const [index, { start }] of answers.slice(1).entries()) {
    const before = answers[index]
    expect((before?.start ?? 0) + (before?.sent ?? 0) - start).toBeLessThanOrEqual(partSize + window)
  }
}

async function failureOf(fetching: RunningProcess): Promise<never> {
  await fetching.exited
  throw new Error(`the download ended:\n${fetching.lines.slice(-10).join('\n')}`)
}

/** What was not synced when the power went is anything, and any length of it. */
async function loseUnsynced({ part, ledger }: Place): Promise<void> {
  if (!existsSync(ledger)) return
  const { found, close } = await openLedger(ledger, 'sha256')
  await close()
  const synced = Math.max(0, ...found.map(({ end }) => end))
  const handle = await open(part, 'r+')
  const { size: length } = await handle.stat()
  const noise = randomBytes(length - synced + (synced % 2) * 5_000)
  await handle.write(noise, 0, noise.length, synced)
  await handle.close()
}

/** The record that was being written is cut short, is noise, or is whole though its bytes are not. */
async function tearLedger({ ledger }: Place, turn: number): Promise<void> {
  if (!existsSync(ledger)) return
  const lines = (await readFile(ledger, 'latin1')).split('\n')
  const last = lines.at(-2) ?? ''
  const torn = [last.slice(0, last.length / 2), randomBytes(40).toString('latin1'), '\0'.repeat(80)]
  await writeFile(ledger, `${lines.join('\n')}${torn[turn % torn.length]}`, 'latin1')
}
