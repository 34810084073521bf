/**
 * One attempt to bring a part to its end, from one source.
 *
 * Invariants:
 * - Bytes go behind bytes of the same artifact alone: either the validator that the earlier ones came with still holds,
 *   or the artifact has an integrity, which a mixture cannot fulfil.
 * - No more bytes than declared, or allowed, are ever written; and none before it is known that they fit, where the
 *   size is known.
 */
import { GodwitError } from '../../spec/index.ts'
import type { ArtifactDescription, FetchOptions, FetchProgress } from './artifacts.ts'
import { type ContentStore, hashOf, type Place } from './content-store.ts'
import { assertFree, writeError } from './disk-space.ts'
import { openFileSource } from './file-source.ts'
import { openHttpSource } from './http-source.ts'
import type { PartFile } from './part-file.ts'
import { pour } from './pour.ts'
import type { ArtifactSettings } from './settings.ts'
import { type SourceAnswer, SourceError, type SourceRequest } from './source.ts'
import { toSourceError } from './source-errors.ts'
import { sourceName } from './source-name.ts'

/** What a download works on. */
export interface Download {
  artifact: ArtifactDescription
  place: Place
  part: PartFile
  store: ContentStore
  settings: ArtifactSettings
  now(): number
  options: FetchOptions
}

type Bytes = Extract<SourceAnswer, { kind: 'bytes' }>
type BeyondEnd = Extract<SourceAnswer, { kind: 'beyondEnd' }>
type Sizes = Pick<Download, 'artifact' | 'settings'>

/**
 * Resolves when the part has as many bytes as the source has; whether they are the right ones is not yet said. Rejects
 * with a SourceError, DISK_FULL or the signal's reason, and leaves the bytes that have come, where they are of use.
 */
export async function downloadFrom(source: string, download: Download): Promise<void> {
  const { artifact, part, settings, now } = download
  if (part.size === artifact.size) return
  const request = await prepareRequest(source, download)
  const answer = source.startsWith('file:')
    ? await openFileSource(request)
    : await openHttpSource(request, settings, now())
  if (answer.kind !== 'otherBytes') assertSize(answer, source, download)
  if (answer.kind === 'bytes') {
    await takeBytes(answer, request, download)
    return
  }
  const isAtEnd = answer.kind === 'beyondEnd' && (answer.total ?? part.size) === part.size
  if (isAtEnd) return
  await part.restart()
  const message = `${sourceName(source)} does not go on where the download stands: it starts over`
  throw new SourceError('SERVER_ERROR', message, { retryable: true })
}

async function prepareRequest(source: string, download: Download): Promise<SourceRequest> {
  const { artifact, part, store, place, options } = download
  const validator = (await store.readRecord(place)).validators[hashOf(source)]
  const isOfUse = artifact.integrity !== undefined || validator !== undefined
  const isTooLong = artifact.size !== undefined && part.size > artifact.size
  if (!isOfUse || isTooLong) await part.restart()
  return { source, offset: part.size, validator, signal: options.signal }
}

/** Reading begins at once, lest a connection that breaks soon takes with it what has come; writing when all is ready. */
async function takeBytes(answer: Bytes, request: SourceRequest, download: Download): Promise<void> {
  const { part, artifact } = download
  const { source } = request
  const limit = artifact.size ?? download.settings.maxSize
  const ready = makeReady(answer, source, download)
  const sink = part.sink({
    ready,
    onArrival() {},
    admit: async (bytes) => bytes,
    check(size) {
      if (size > limit) throw sizeMismatch(source, `more than ${limit} bytes`, download)
    },
    onProgress: () => download.options.onProgress?.(progressOf(part.size, artifact.size ?? answer.total)),
  })
  try {
    await pour(answer.body, sink, request.signal)
    await ready
  } catch (error) {
    await Promise.allSettled([ready, part.settled()])
    if (error instanceof GodwitError && error.code === 'SIZE_MISMATCH') await part.restart()
    else await part.record()
    throw error instanceof GodwitError ? error : toSourceError(error, request)
  }
  const total = artifact.size ?? answer.total
  if (total === undefined || part.size >= total) return
  const message = `${sourceName(source)} ended the connection after ${part.size} of ${total} bytes`
  throw new SourceError('NETWORK', message, { retryable: true })
}

function progressOf(received: number, total: number | undefined): FetchProgress {
  return { received, ...(total !== undefined && { total }) }
}

async function makeReady(answer: Bytes, source: string, download: Download): Promise<void> {
  const { artifact, part, place } = download
  try {
    if (answer.start !== part.size) await part.restart()
    await assertFree(place.part, (artifact.size ?? answer.total ?? 0) - part.size)
    await rememberValidator(answer, source, download)
  } catch (error) {
    throw writeError(error)
  }
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
