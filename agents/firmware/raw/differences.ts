import { blockSize } from './slot-file.ts'

/** From one byte up to another one, which is not in it. */
export interface Run {
  start: number
  end: number
}

/** What lies between two differing blocks is written with them, where it is shorter: it costs less than another write. */
const shortestGap = 16 * 1024

/**
 * Where two buffers of the same length differ, in whole blocks (the last one may be cut off by the end), in order. With
 * `from` and `to` written over the one, it equals the other.
 */
export function differingRuns(one: Buffer, other: Buffer): Run[] {
  if (one.equals(other)) return []
  const runs: Run[] = []
  for (let start = 0; start < one.length; start += blockSize) {
    const end = Math.min(start + blockSize, one.length)
    if (one.compare(other, start, end, start, end) === 0) continue
    const last = runs.at(-1)
    if (last && start - last.end < shortestGap) last.end = end
    else runs.push({ start, end })
  }
  return runs
}
