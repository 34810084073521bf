import { finished } from 'node:stream/promises'
import { openPartFile, type PartFile, type PartOptions } from '../../agents/artifacts/download/part-file.ts'
import { systemClock } from '../../platform/clock.ts'
import { recordLog } from './logging.ts'

export type PartPlace = Pick<PartOptions, 'part' | 'ledger'>

/** Opens a part in the folder, as a new process does. */
export function openPart(place: PartPlace, more: Partial<PartOptions> = {}): Promise<PartFile> {
  const { signal } = new AbortController()
  const algorithm = 'sha256'
  const log = recordLog()
  return openPartFile({ ...place, algorithm, partSize: 1_000, clock: systemClock, log, signal, ...more })
}

/** Writes bytes behind those that are there. */
export async function appendTo(part: PartFile, bytes: Buffer): Promise<void> {
  const sink = part.sink({
    ready: Promise.resolve(),
    onArrival() {},
    admit: async (wanted) => wanted,
    check() {},
    onProgress() {},
  })
  sink.end(bytes)
  await finished(sink)
}
