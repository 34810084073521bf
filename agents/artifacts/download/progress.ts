import type { Clock } from '../../../platform/clock.ts'
import type { FetchOptions, FetchProgress, FetchWait } from '../artifacts.ts'
import { newRateMeter } from './rate.ts'

/** Tells whoever asked for a fetch how it goes. */
export interface ProgressTeller {
  /** So many bytes are there, of so many where that is known. */
  received(bytes: number, total: number | undefined): void
  /** It waits on purpose; undefined when that is over. */
  wait(wait: FetchWait | undefined): void
  /** Something people should know, told along with all that follows. */
  note(text: string | undefined): void
}

export function newProgress(onProgress: FetchOptions['onProgress'], clock: Clock): ProgressTeller {
  const meter = newRateMeter(clock)
  let known: Pick<FetchProgress, 'received' | 'total' | 'note'> = { received: 0 }
  return {
    received(bytes, total = known.total) {
      const { note } = known
      known = { received: bytes, ...(total !== undefined && { total }), ...(note !== undefined && { note }) }
      onProgress?.({ ...known, ...paceOf(meter.measure(bytes), bytes, total) })
    },
    wait(waiting) {
      meter.reset()
      onProgress?.({ ...known, ...(waiting && { waiting }) })
    },
    note(note) {
      const { note: _, ...others } = known
      known = note === undefined ? others : { ...others, note }
    },
  }
}

function paceOf(bytesPerSecond: number | undefined, received: number, total: number | undefined) {
  if (bytesPerSecond === undefined) return {}
  if (total === undefined || bytesPerSecond === 0) return { bytesPerSecond }
  return { bytesPerSecond, remainingMs: Math.round(((total - received) * 1_000) / bytesPerSecond) }
}
