/**
 * One attempt to bring a part to its end, from one source.
 *
 * Invariants:
 * - Bytes go behind bytes of the same artifact alone: either the validator that the earlier ones came with still holds,
 *   or the artifact has an integrity, which a mixture cannot fulfil.
 * - No more bytes than declared, or allowed, are ever written; and none before it is known that they fit, where the
 *   size is known.
 * - What is there is given up only where that is allowed.
 */

import { hashOf } from '../content/content-store.ts'
import { assertFree, writeError } from '../content/disk-space.ts'
import { openFileSource } from '../sources/file-source.ts'
import { openHttpSource } from '../sources/http-source.ts'
import { type SourceAnswer, SourceError, type SourceRequest, WouldStartOver } from '../sources/source.ts'
import { sourceName } from '../sources/source-name.ts'
import type { Attempt, Download } from './attempt.ts'
import type { PartFile } from './part-file.ts'
import { downloadRanges, type Lead, leadOf, RangesRefused } from './ranges.ts'
import { type Bytes, receive } from './receive.ts'

type BeyondEnd = Extract<SourceAnswer, { kind: 'beyondEnd' }>
type Sizes = Pick<Download, 'artifact' | 'settings'>

/**
 * Resolves when the part has as many bytes as the source has; whether they are the right ones is not yet said. Rejects
 * with a SourceError, DISK_FULL or the signal's reason, and leaves the bytes that have come, where they are of use: they
 * are recorded.
 */
export async function downloadFrom(attempt: Attempt, download: Download): Promise<void> {
  const { artifact, part, settings, clock } = download
  const { source } = attempt
  await part.join(() => true, attempt.signal)
  if (part.size === artifact.size) return
  const request = await prepareRequest(attempt, download)
  const answer = source.startsWith('file:')
    ? await openFileSource(request)
    : await openHttpSource(request, settings, clock.now())
  if (answer.kind !== 'otherBytes') assertSize(answer, source, download)
  if (answer.kind === 'bytes') {
    await takeAnswer(answer, request, attempt, download)
    return
  }
  if (answer.kind === 'beyondEnd' && isWhole(answer, download)) return
  const message = `${sourceName(source)} does not go on where the download stands`
  await startOver(message, attempt, download)
  throw new SourceError('SERVER_ERROR', `${message}: it starts over`, { retryable: true })
}

/** Where nobody says how much there is, only a hash can tell that it is all. */
function isWhole({ total }: BeyondEnd, { artifact, part }: Download): boolean {
  const expected = total ?? artifact.size
  return expected === undefined ? artifact.integrity !== undefined : part.size === expected
}

async function prepareRequest(attempt: Attempt, download: Download): Promise<SourceRequest> {
  const { artifact, part, store, place, access } = download
  const { source, signal } = attempt
  const known = (await store.readRecord(place)).validators[hashOf(source)]
  const isOfUse = artifact.integrity !== undefined || known !== undefined
  const isTooLong = artifact.size !== undefined && part.size > artifact.size
  const { fromStart = false } = attempt
  if (isTooLong) await part.restart()
  if (!isOfUse && !fromStart)
    await startOver(`nothing says that ${sourceName(source)} has the same version`, attempt, download)
  const end = endOfFirstRange(source, download)
  // Where nothing is there that is gone on from, any version is the right one.
  const validator = fromStart || part.received === 0 ? undefined : known
  return {
    source,
    offset: fromStart ? 0 : part.size,
    ...(end !== undefined && { end }),
    validator,
    signal,
    access,
  }
}

/** Where others are to join, the first request is for one range. */
function endOfFirstRange(
  source: string,
  { artifact, part, settings, singleStream }: Download,
): number | undefined {
  if (settings.ranges === 1 || source.startsWith('file:') || singleStream.has(source)) return undefined
  const end = part.size + settings.partSize
  if (artifact.size !== undefined && artifact.size < end + settings.partSize) return undefined
  return Math.min(end, part.branches()[0]?.start ?? end)
}

/** In ranges, where they were asked for and the source goes along; else in one stream. */
async function takeAnswer(
  answer: Bytes,
  request: SourceRequest,
  attempt: Attempt,
  download: Download,
): Promise<void> {
  const { part, singleStream } = download
  const lead = leadOf(answer, request, download)
  if (!lead) {
    await part.dropBranches()
    await takeBytes(answer, request, attempt, download)
    if (answer.end === undefined || request.end === undefined) return
  } else {
    const error = await takeRanges(lead, attempt, download)
    if (!error) return
    if (!(error instanceof RangesRefused)) throw error
    await part.dropBranches()
  }
  singleStream.add(request.source)
  await downloadFrom({ ...attempt, fromStart: false }, download)
}

/** What went wrong, if anything did. */
async function takeRanges(lead: Lead, attempt: Attempt, download: Download): Promise<unknown> {
  try {
    const ready = makeReady(lead.answer, lead.request, attempt, download)
    ready.catch(() => {})
    // Which ranges are missing is known when nothing is given up any more.
    if (beginsAnew(lead.answer, attempt, download.part)) await ready
    await downloadRanges(lead, attempt, download, ready)
    return undefined
  } catch (error) {
    await keepWhatIsOfUse(error, download.part)
    return error
  }
}

/** Drops what is there, if that is allowed, and says so. */
async function startOver(
  reason: string,
  { mayStartOver, fromStart }: Attempt,
  { part, progress }: Download,
): Promise<void> {
  if (part.received === 0) return
  if (!mayStartOver && !fromStart) throw new WouldStartOver(reason)
  progress.note(`${reason}: the download began anew`)
  await part.restart()
}

async function takeBytes(
  answer: Bytes,
  request: SourceRequest,
  attempt: Attempt,
  download: Download,
): Promise<void> {
  const { artifact, part, settings, clock, progress } = download
  const { source, admit } = attempt
  const limit = artifact.size ?? settings.maxSize
  const total = artifact.size ?? answer.total
  const check = (size: number) => {
    if (size > limit) throw sizeMismatch(source, `more than ${limit} bytes`, download)
  }
  const onProgress = () => progress.received(part.size, total)
  const ready = makeReady(answer, request, attempt, download)
  // It may reject before the first bytes come, and with them somebody who looks.
  ready.catch(() => {})
  try {
    await receive(answer, request, part.beginning, { ready, check, admit, onProgress, settings, clock })
  } catch (error) {
    await keepWhatIsOfUse(error, part)
    throw error
  }
  const expected = request.end === undefined ? total : (answer.end ?? total)
  if (expected === undefined || part.size >= expected) return
  await part.record()
  const message = `${sourceName(source)} ended the connection after ${part.size} of ${total} bytes`
  throw new SourceError('NETWORK', message, { retryable: true })
}

/** What came of a source that is not to be trusted is dropped, anything else recorded. */
async function keepWhatIsOfUse(error: unknown, part: PartFile): Promise<void> {
  if (error instanceof SourceError && error.code === 'SIZE_MISMATCH') return part.restart()
  await part.record().catch((problem) => {
    // Where the disk is the problem already there is no second one to tell.
    if (error instanceof SourceError) throw writeError(problem)
  })
}

async function makeReady(
  answer: Bytes,
  request: SourceRequest,
  attempt: Attempt,
  download: Download,
): Promise<void> {
  const { artifact, part, place } = download
  try {
    if (beginsAnew(answer, attempt, part)) await startOver(whyFromStart(answer, request), attempt, download)
    await assertFree(place.part, (artifact.size ?? answer.total ?? 0) - part.received)
    await rememberValidator(answer, request.source, download)
  } catch (error) {
    throw writeError(error)
  }
}

/** Whether what is there has to go before the first byte is taken. */
function beginsAnew({ start }: Bytes, { fromStart }: Attempt, part: PartFile): boolean {
  return fromStart === true || start !== part.size
}

function whyFromStart(answer: Bytes, { source, validator }: SourceRequest): string {
  const hasChanged =
    validator !== undefined && answer.validator !== undefined && answer.validator !== validator
  return `${sourceName(source)} ${hasChanged ? 'has another version now' : 'sends no ranges'}`
}

/** Judges the size that the source says its artifact has, before any byte is taken. */
function assertSize(answer: Bytes | BeyondEnd, source: string, { artifact, settings }: Sizes): void {
  const { total } = answer
  if (total === undefined) return
  if (artifact.size === undefined ? total <= settings.maxSize : total === artifact.size) return
  if (answer.kind === 'bytes') answer.body.destroy()
  throw sizeMismatch(source, `${total} bytes`, { artifact, settings })
}

function sizeMismatch(source: string, found: string, { artifact, settings }: Sizes): SourceError {
  const allowed =
    artifact.size === undefined
      ? `at most ${settings.maxSize} are allowed where no size is declared`
      : `${artifact.size} are declared`
  return new SourceError('SIZE_MISMATCH', `${sourceName(source)} has ${found}; ${allowed}`, {
    retryable: false,
  })
}

/** A body from the first byte is all that the part then consists of; other sources' bytes are gone. */
async function rememberValidator(answer: Bytes, source: string, download: Download): Promise<void> {
  const { store, place } = download
  const record = await store.readRecord(place)
  const key = hashOf(source)
  if (answer.start > 0 && record.validators[key] === answer.validator) return
  const others = answer.start > 0 ? record.validators : {}
  const own = answer.validator === undefined ? {} : { [key]: answer.validator }
  await store.writeRecord(place, { ...record, validators: { ...others, ...own } })
}
