/**
 * Several ranges of one artifact at the same time, from one source.
 *
 * Invariants:
 * - Each range is written to its place at once, and hashed for itself; when all before it is there, it is read back, and the
 *   hash of the whole goes on. Nothing is held in memory.
 * - All ranges are of the version with that strong validator.
 * - A range whose connection breaks goes on where it stood, as long as each connection brings something.
 */

import { openHttpSource } from '../sources/http-source.ts'
import { SourceError, type SourceRequest } from '../sources/source.ts'
import { sourceName } from '../sources/source-name.ts'
import type { Attempt, Download } from './attempt.ts'
import type { PartFile } from './part-file.ts'
import { type Bytes, receive } from './receive.ts'
import type { Stretch } from './stretch.ts'

/** The source does not keep to ranges as it did at first: one stream has to do. */
export class RangesRefused extends SourceError {
  constructor(source: string) {
    super('SERVER_ERROR', `${sourceName(source)} no longer answers with ranges`, { retryable: true })
  }
}

/** The first range, which is on its way. */
export interface Lead {
  answer: Bytes
  request: SourceRequest & { end: number }
  validator: string
  /** Bytes of the whole. */
  total: number
}

/** A range that has to be filled, from where its stretch stands. */
interface Segment {
  stretch: Pick<Stretch, 'end' | 'sink' | 'settled'>
  end: number
  /** One that was asked for already. */
  lead?: Lead
}

/** Whether the answer to a first, limited request is one that others can join. */
export function leadOf(answer: Bytes, request: SourceRequest, { settings }: Download): Lead | undefined {
  const { validator, total, start, end } = answer
  const isStrong = validator?.startsWith('"') === true
  if (end === undefined || total === undefined || !isStrong || start !== request.offset) return undefined
  if (total - request.offset < 2 * settings.partSize) return undefined
  return { answer, request: { ...request, end }, validator, total }
}

/**
 * Resolves when all of the artifact is there. Rejects with what ended the first range that failed; no other one is under
 * way then, and what has come is kept.
 */
export async function downloadRanges(
  lead: Lead,
  attempt: Attempt,
  download: Download,
  ready: Promise<void>,
): Promise<void> {
  const { part, settings } = download
  const stop = new AbortController()
  const signal = AbortSignal.any([attempt.signal, stop.signal])
  const within = { ...attempt, signal }
  const busy = new Set<unknown>([part.beginning])
  let joining = Promise.resolve()
  const join = () => {
    if (!busy.has(part.beginning))
      joining = joining.then(() => part.join((branch) => !busy.has(branch), signal))
    return joining
  }
  const waiting = segmentsOf(part, lead, settings.partSize)
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const segment = next()
      busy.add(segment.stretch)
      await fill(segment, lead, within, download, ready)
      busy.delete(segment.stretch)
      await join()
    }
  }
  const workers = Array.from({ length: settings.ranges }, () =>
    work().catch((error) => {
      stop.abort(error)
      throw error
    }),
  )
  await Promise.allSettled(workers)
  await joining.catch(() => {})
  if (attempt.signal.aborted || stop.signal.aborted) {
    await part.join(() => true, new AbortController().signal)
    throw attempt.signal.aborted ? attempt.signal.reason : stop.signal.reason
  }
}

/** What is missing, in order, in pieces; the first one is on its way. Each is begun when its turn comes. */
function segmentsOf(part: PartFile, lead: Lead, partSize: number): (() => Segment)[] {
  const segments: (() => Segment)[] = [() => ({ stretch: part.beginning, end: lead.request.end, lead })]
  let position = lead.request.end
  const fillUpTo = (limit: number) => {
    for (let start = position; start < limit; start += partSize) {
      const end = Math.min(start + partSize, limit)
      segments.push(() => ({ stretch: part.branch(start), end }))
    }
    position = limit
  }
  for (const branch of part.branches()) {
    fillUpTo(branch.start)
    position = branch.end
  }
  fillUpTo(lead.total)
  return segments
}

async function fill(
  { stretch, end, lead: first }: Segment,
  { validator }: Lead,
  attempt: Attempt,
  download: Download,
  ready: Promise<void>,
): Promise<void> {
  const { source, signal } = attempt
  const { access } = download
  for (let lead = first; stretch.end < end; lead = undefined) {
    const before = stretch.end
    const request = lead?.request ?? { source, offset: stretch.end, end, validator, signal, access }
    try {
      const answer = lead?.answer ?? (await openRange(request, download))
      await take(answer, request, { stretch, end }, attempt, download, ready)
    } catch (error) {
      const goesOn = error instanceof SourceError && error.retryable && stretch.end > before
      if (!goesOn || error instanceof RangesRefused || error.code === 'TOO_SLOW') throw error
    }
    signal.throwIfAborted()
    if (stretch.end > before) continue
    throw new SourceError('NETWORK', `${sourceName(source)} ended the connection`, { retryable: true })
  }
}

async function openRange(request: SourceRequest, { settings, clock }: Download): Promise<Bytes> {
  const answer = await openHttpSource(request, settings, clock.now())
  if (answer.kind === 'bytes' && answer.start === request.offset && answer.end !== undefined) return answer
  if (answer.kind === 'bytes') answer.body.destroy()
  throw new RangesRefused(request.source)
}

async function take(
  answer: Bytes,
  request: SourceRequest,
  { stretch, end }: Segment,
  { admit, signal }: Attempt,
  { part, settings, clock, progress, artifact }: Download,
  ready: Promise<void>,
): Promise<void> {
  const minThroughput = settings.minThroughput / settings.ranges
  const check = (reached: number) => {
    if (reached > end) throw new RangesRefused(request.source)
  }
  const onProgress = () => progress.received(part.received, artifact.size ?? answer.total)
  const options = { ready, check, admit, onProgress, clock, settings: { ...settings, minThroughput } }
  await receive(answer, { ...request, signal }, stretch, options)
}
