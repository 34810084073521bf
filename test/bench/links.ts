/** One artifact over a link with a long way and losses, with one connection and with many; all at once, since they wait. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { node, repository, startProcess } from '../support/process.ts'
import { isHere } from '../support/programs.ts'
import { newScope, type Scope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'
import { bundledFetch } from './bundled-fetch.ts'
import { aria2, type Contender, curl, godwit } from './contenders.ts'
import type { Row } from './report.ts'
import { type Cost, costOf, medianCost } from './resources.ts'
import { type ServedFile, serveRandom } from './served-file.ts'

const sizeMib = 50
const seeds = 5
const roundTripMs = 100
const lossRate = 0.01

interface Entry {
  contender: Contender
  ranges: number
}

const entries = (own: Contender): Entry[] => [
  { contender: own, ranges: 1 },
  { contender: curl, ranges: 1 },
  { contender: own, ranges: 8 },
  { contender: aria2, ranges: 8 },
]

export async function measureLinks(): Promise<Row[]> {
  if (!isHere('/usr/bin/time')) return []
  const scope = newScope()
  try {
    const folder = await temporaryFolder(scope, 'bench-links')
    const file = await serveRandom(scope, folder, sizeMib)
    const runnable = entries(godwit(await bundledFetch(folder))).filter(({ contender }) =>
      contender.needs.every(isHere),
    )
    const measured = await Promise.all(
      runnable.map(async (entry, index) => {
        const runs = Array.from({ length: seeds }, (_, seed) => [index, seed + 1] as const)
        const costs = runs.map(([_, seed]) =>
          fetchOnce(scope, entry, file, join(folder, `${index}-${seed}`), seed),
        )
        return { entry, cost: medianCost(await Promise.all(costs)) }
      }),
    )
    return measured.map(({ entry, cost }) => rowOf(entry, cost))
  } finally {
    await scope.release()
  }
}

/** Over a link of its own. */
async function fetchOnce(
  scope: Scope,
  { contender, ranges }: Entry,
  file: ServedFile,
  folder: string,
  seed: number,
): Promise<Cost> {
  await mkdir(join(folder, 'scratch'), { recursive: true })
  const url = new URL(file.url)
  const link = startProcess(scope, node, [
    `${repository}test/bench/lossy-link.ts`,
    url.port,
    String(seed),
    String(roundTripMs),
    String(lossRate),
  ])
  url.port = (await link.waitForLine(/^link/)).split(' ')[1] ?? ''
  const errand = { ...file, url: url.href, folder: join(folder, 'scratch'), ranges }
  const cost = await costOf(scope, contender.commandLine(errand), folder)
  await link.stop()
  return cost
}

function rowOf({ contender, ranges }: Entry, { seconds, cpuSeconds }: Cost): Row {
  const connections = ranges === 1 ? '1 connection' : `${ranges} connections`
  return {
    what: `${sizeMib} MiB over ${roundTripMs} ms with ${lossRate * 100} % loss, ${connections}: ${contender.name.replaceAll('|', '\\|')}`,
    measured: `${seconds.toFixed(1)} s, CPU ${cpuSeconds.toFixed(2)} s`,
  }
}
