/** Writes that no flush has covered, in their order, and how they come to the medium. */
import type { Extent } from './extent.ts'
import type { Layer } from './layer.ts'
import { survivors, type WriteUnit } from './survivors.ts'

export interface CachedWrite extends Extent {
  /** Absent for zeros. */
  data?: Buffer
  durable: boolean
}

/** What a power cut has done. */
export interface PowerCut {
  /** The seed that decided it: of the disk's own and the number of the cut. */
  seed: number
  /** Writes that no flush had covered. */
  unsyncedWrites: number
  unsyncedBytes: number
  /** Bytes of them that are on the medium. */
  landedBytes: number
  /** Writes of which a part has landed. */
  tornWrites: number
}

export interface WriteCache {
  /** Holds it, and the older half of the writes goes to the medium where they are too many bytes. */
  hold(write: CachedWrite): void
  /** All of them go to the medium. */
  flush(): void
  /** The power has gone: what the seed chooses of them is on the medium. */
  lose(seed: number): PowerCut
}

/** Beyond that many bytes, zeros not counted, it does not wait for a flush. */
export function openWriteCache(medium: Layer, unit: WriteUnit, mostBytes: number): WriteCache {
  let writes: CachedWrite[] = []
  let bytes = 0
  const writeBack = (count: number) => {
    for (const write of writes.splice(0, count)) {
      land(medium, write, [write])
      bytes -= write.data?.length ?? 0
    }
  }
  return {
    hold(write) {
      writes.push(write)
      bytes += write.data?.length ?? 0
      if (bytes > mostBytes) writeBack(Math.ceil(writes.length / 2))
    },
    flush: () => writeBack(writes.length),
    lose(seed) {
      const landed = survivors(writes, { seed, unit })
      for (const [index, write] of writes.entries()) land(medium, write, landed[index] ?? [])
      const report = reportOf(seed, writes, landed)
      writes = []
      bytes = 0
      return report
    },
  }
}

/** Brings the runs of a write to a layer. */
export function land(layer: Layer, { data, offset }: CachedWrite, runs: Extent[]): void {
  for (const run of runs) {
    if (!data) layer.zero(run)
    else layer.write(data.subarray(run.offset - offset, run.offset - offset + run.length), run.offset)
  }
}

function reportOf(seed: number, writes: CachedWrite[], landed: Extent[][]): PowerCut {
  const sum = (extents: Extent[]) => extents.reduce((bytes, { length }) => bytes + length, 0)
  const isTorn = (write: CachedWrite, index: number) => {
    const bytes = sum(landed[index] ?? [])
    return bytes > 0 && bytes < write.length
  }
  return {
    seed,
    unsyncedWrites: writes.length,
    unsyncedBytes: sum(writes),
    landedBytes: sum(landed.flat()),
    tornWrites: writes.filter(isTorn).length,
  }
}
