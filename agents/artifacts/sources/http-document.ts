/** Small answers, kept in memory: what says where artifacts are, and who may have them. */
import type { Clock } from '../../../platform/clock.ts'
import { newThroughputFloor } from '../download/throughput-floor.ts'
import type { ArtifactSettings } from '../settings.ts'
import { httpError } from './http-errors.ts'
import type { HeaderFields } from './http-headers.ts'
import { type HttpAnswer, type HttpQuestion, sendRequest } from './http-request.ts'
import { statusError } from './http-status.ts'
import { SourceError } from './source.ts'

export interface DocumentRequest extends HttpQuestion {
  headers: Record<string, string>
  /** Most bytes that are taken. */
  maxBytes: number
}

export interface HttpDocument {
  headers: HeaderFields
  body: Buffer
  /** What answered, for people. */
  name: string
}

/** One attempt to get all of it. Rejects with a SourceError, or with the signal's reason. */
export async function fetchDocument(
  request: DocumentRequest,
  settings: ArtifactSettings,
  clock: Clock,
): Promise<HttpDocument> {
  const answer = await sendRequest(request, request.headers, settings)
  const { status, headers, body, name } = answer
  try {
    if (status !== 200) throw statusError(status, headers, name, clock.now())
    return { headers, body: await readAll(answer, request, settings, clock), name }
  } catch (error) {
    request.signal.throwIfAborted()
    throw httpError(error, request.source)
  } finally {
    body.destroy()
  }
}

async function readAll(
  { body, name }: HttpAnswer,
  { source, maxBytes }: DocumentRequest,
  settings: ArtifactSettings,
  clock: Clock,
): Promise<Buffer> {
  const floor = newThroughputFloor(source, settings, clock)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    floor.arrived(chunk.length)
    size += chunk.length
    if (size > maxBytes) {
      const message = `${name} sends more than the ${maxBytes} bytes that are allowed here`
      throw new SourceError('SIZE_MISMATCH', message, { retryable: false })
    }
    chunks.push(chunk)
    floor.handled()
  }
  return Buffer.concat(chunks)
}
