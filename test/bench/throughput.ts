/** Download, verification and sync of one big artifact over loopback, beside other ways to do the same, taking turns. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isHere } from '../support/programs.ts'
import { newScope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'
import { bundledFetch } from './bundled-fetch.ts'
import { aria2, type Contender, curl, godwit, wget } from './contenders.ts'
import { mib, type Row } from './report.ts'
import { type Cost, costOf, medianCost } from './resources.ts'
import { serveRandom } from './served-file.ts'

const sizeMib = 1024
/** The first one is not counted: the file comes from the disk then. */
const rounds = 5

export async function measureThroughput(): Promise<Row[]> {
  if (!isHere('/usr/bin/time')) return []
  const scope = newScope()
  try {
    const folder = await temporaryFolder(scope, 'bench')
    const file = await serveRandom(scope, folder, sizeMib)
    const contenders = [godwit(await bundledFetch(folder)), curl, wget, aria2].filter(({ needs }) =>
      needs.every(isHere),
    )
    const costs = new Map<Contender, Cost[]>(contenders.map((contender) => [contender, []]))
    const scratch = join(folder, 'scratch')
    for (let round = 0; round <= rounds; round += 1) {
      for (const contender of contenders) {
        await mkdir(scratch)
        const commandLine = contender.commandLine({ ...file, folder: scratch, ranges: 1 })
        const cost = await costOf(scope, commandLine, folder)
        if (round > 0) costs.get(contender)?.push(cost)
        await rm(scratch, { recursive: true })
      }
    }
    const medians = new Map([...costs].map(([contender, all]) => [contender, medianCost(all)]))
    return [...medians].map(([contender, cost]) => rowOf(contender, cost, medians.get(curl)))
  } finally {
    await scope.release()
  }
}

function rowOf({ name }: Contender, cost: Cost, peer: Cost | undefined): Row {
  const { seconds, cpuSeconds, peakMib } = cost
  const rate = Math.round(sizeMib / seconds)
  const isGodwit = name === 'godwit'
  const ratios =
    peer && name !== curl.name
      ? `${(peer.seconds / seconds).toFixed(2)} × curl's throughput, ${(cpuSeconds / peer.cpuSeconds).toFixed(2)} × its CPU`
      : ''
  return {
    what: `download, verify, sync ${sizeMib} MiB: ${name.replaceAll('|', '\\|')}`,
    measured: `${seconds.toFixed(2)} s (${rate} MiB/s), CPU ${cpuSeconds.toFixed(2)} s, peak ${mib(peakMib)}`,
    beside: `${ratios}${isGodwit ? '; aims ≥ 0.95, ≤ 1.3, < 110 MB' : ''}`,
  }
}
