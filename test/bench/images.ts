/** An image into a slot, beside other ways to do the same, taking turns, on storage as slow as that of a board. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { bundle } from '../../scripts/build/bundle.ts'
import { isHere } from '../support/programs.ts'
import { newScope, type Scope } from '../support/scope.ts'
import { temporaryFolder } from '../support/temp.ts'
import {
  bmaptool,
  dd,
  directDd,
  godwit,
  type ImageErrand,
  type ImageWriter,
  verifiedDd,
} from './image-writers.ts'
import { makeOld } from './old-image.ts'
import { mib, type Row } from './report.ts'
import { type Cost, costOf, medianCost } from './resources.ts'
import { writeRandom } from './served-file.ts'
import { hasSlowStorage, type SlowStorage, slowStorage, speeds } from './slow-storage.ts'
import { median } from './statistics.ts'

const sizeMib = 1024
const rounds = 3
/** How much of the slot differs from the image, in per cent. The others write all of it in any case. */
const changes = [10, 50, 100]

interface Case {
  writer: ImageWriter
  changed: number
  costs: Cost[]
  /** To the device, in MiB, as the device counts. */
  written: number[]
}

export async function measureImages(): Promise<Row[]> {
  if (!hasSlowStorage || !isHere('/usr/bin/time')) {
    console.error('images left out: needs root, loop devices, the blkio controller of cgroup v1, and time')
    return []
  }
  const scope = newScope()
  try {
    const folder = await temporaryFolder(scope, 'images')
    const storage = await slowStorage(scope, sizeMib * 2 ** 20)
    const errand = await makeErrand(folder, storage.path)
    const cases = await makeCases(folder)
    for (let round = 0; round < rounds; round += 1) {
      for (const one of cases) await measure(scope, one, storage, errand, folder)
    }
    return rowsOf(cases)
  } finally {
    await scope.release()
  }
}

async function makeErrand(folder: string, device: string): Promise<ImageErrand> {
  const [image, map] = [join(folder, 'image'), join(folder, 'image.bmap')]
  const digest = await writeRandom(image, sizeMib)
  if (isHere('bmaptool')) execFileSync('sh', ['-c', `bmaptool create --output '${map}' '${image}'`])
  for (const changed of changes) await makeOld(image, oldImage(folder, changed), changed / 100)
  return { image, map, device, integrity: `sha256-${digest.toString('base64')}` }
}

const oldImage = (folder: string, changed: number) => join(folder, `old-${changed}`)

async function makeCases(folder: string): Promise<Case[]> {
  const programs = join(folder, 'program')
  await bundle({ 'write-image': 'test/bench/write-image.ts' }, programs)
  const own = godwit(join(programs, 'write-image.js'))
  const others = [dd, directDd, verifiedDd, bmaptool].filter(({ needs }) => needs.every(isHere))
  return [
    ...changes.map((changed) => ({ writer: own, changed, costs: [], written: [] })),
    ...others.map((writer) => ({ writer, changed: 100, costs: [], written: [] })),
  ]
}

async function measure(
  scope: Scope,
  { writer, changed, costs, written }: Case,
  storage: SlowStorage,
  errand: ImageErrand,
  folder: string,
): Promise<void> {
  const fill = directDd.commandLine({ ...errand, image: oldImage(folder, changed) })
  storage.slow(false)
  execFileSync('sh', ['-ec', `cat '${errand.image}' >/dev/null; ${fill}`])
  storage.slow(true)
  const before = storage.bytesWritten()
  costs.push(await costOf(scope, writer.commandLine(errand), folder))
  written.push((storage.bytesWritten() - before) / 2 ** 20)
  storage.slow(false)
  execFileSync('cmp', [errand.image, storage.path])
}

function rowsOf(cases: Case[]): Row[] {
  const peer = cases.find(({ writer }) => writer === dd)
  const peerCost = peer && medianCost(peer.costs)
  return cases.map(({ writer, changed, costs, written }) => {
    const { seconds, cpuSeconds, peakMib } = medianCost(costs)
    const share = writer.name === 'godwit' ? `${changed} % changed` : 'whatever has changed'
    const [read, write] = [speeds.read, speeds.write].map((speed) => speed / 1e6)
    const ratios =
      peerCost && writer !== dd
        ? `${(seconds / peerCost.seconds).toFixed(2)} × dd's time, ${(cpuSeconds / peerCost.cpuSeconds).toFixed(2)} × its CPU`
        : ''
    return {
      what: `image of ${sizeMib} MiB onto storage that reads ${read} and writes ${write} MB/s: ${writer.name}, ${share}`,
      measured: `${seconds.toFixed(1)} s, CPU ${cpuSeconds.toFixed(2)} s, peak ${mib(peakMib)}, wrote ${Math.round(median(written))} MiB`,
      beside: ratios,
    }
  })
}
