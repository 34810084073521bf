/**
 * What of the writes that no flush has covered is on the medium after a power cut. Pure: the same writes and the same
 * seed leave the same bytes.
 *
 * What is legal, since a disk promises no more than that a completed flush is kept:
 * - Any subset of the unsynced writes lands, in any order: a later one may be there while an earlier one is not.
 * - A write of several units may land in part: any of its units. A unit is what the disk writes at once (512 or 4096
 *   bytes), and is wholly old or wholly new.
 * - Writes to the same unit keep their order: an older one never replaces a newer one.
 * - A write that was asked to be durable by itself (FUA), and was answered, always lands.
 */

import { randomBelow, type SeededRandom, seededRandom } from '../../support/seeded-random.ts'
import type { Extent } from './extent.ts'

/** Bytes that a disk writes at once. */
export type WriteUnit = 512 | 4096

export interface UnsyncedWrite extends Extent {
  /** Durable by itself: force unit access. Only once it was answered. */
  durable: boolean
}

export interface SurvivalOptions {
  seed: number
  unit: WriteUnit
}

/** How a power cut treats the unsynced writes; the rare ones find what an even half seldom does. */
type Manner = 'nothing lands' | 'everything lands' | 'one is lost' | 'one lands' | 'some land'

/** For each write, in their order, the runs of it that have landed, from left to right. */
export function survivors(writes: readonly UnsyncedWrite[], options: SurvivalOptions): Extent[][] {
  const random = seededRandom(options.seed)
  const manner = pickManner(random)
  const share = random()
  const chosen = randomBelow(random, writes.length)
  return writes.map((write, index) => {
    const lands = {
      'nothing lands': 0,
      'everything lands': 1,
      'one is lost': 1,
      'one lands': 0,
      'some land': share,
    }
    const isOdd = index === chosen && (manner === 'one is lost' || manner === 'one lands')
    const probability = isOdd ? 1 - lands[manner] : lands[manner]
    const isTorn = manner === 'some land' && random() < 0.2
    if (write.durable) return [extentOf(write)]
    if (isTorn) return tornInto(write, options.unit, random)
    return random() < probability ? [extentOf(write)] : []
  })
}

function pickManner(random: SeededRandom): Manner {
  const manners: Manner[] = ['nothing lands', 'everything lands', 'one is lost', 'one lands']
  return manners[randomBelow(random, 8)] ?? 'some land'
}

function extentOf({ offset, length }: Extent): Extent {
  return { offset, length }
}

/** Some runs of its units. The runs are of all sizes, so that a large write does not fall into thousands of them. */
function tornInto({ offset, length }: Extent, unit: number, random: SeededRandom): Extent[] {
  const first = Math.floor(offset / unit)
  const end = Math.ceil((offset + length) / unit)
  const runs: Extent[] = []
  let lands = random() < 0.5
  for (let from = first; from < end; lands = !lands) {
    const units = Math.min(end - from, Math.ceil((end - from) ** random()))
    if (lands) runs.push(clip({ offset: from * unit, length: units * unit }, { offset, length }))
    from += units
  }
  return runs
}

function clip(run: Extent, { offset, length }: Extent): Extent {
  const from = Math.max(run.offset, offset)
  return { offset: from, length: Math.min(run.offset + run.length, offset + length) - from }
}
