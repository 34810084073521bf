/** The answer of an honest server to a request for the artifact; what is wrong with it is put on top (`misbehave.ts`). */
import type { IncomingHttpHeaders } from 'node:http'
import parseRange from 'range-parser'
import type { Content } from './content.ts'
import type { Validator } from './fault.ts'

export interface Answer {
  status: number
  headers: Record<string, string | number>
  body: AsyncIterable<Buffer> | Iterable<Buffer>
  /** Behind the body: ends the message; closes the connection; resets it; keeps it, and says nothing more. */
  end: 'message' | 'close' | 'reset' | 'never'
}

export interface Version {
  content: Content
  validator: Validator
  chunked: boolean
}

export function honestAnswer(headers: IncomingHttpHeaders, version: Version): Answer {
  const { content, chunked } = version
  const { size } = content
  const named = namesOf(version)
  const isSame = isStillValid(headers['if-range'], named)
  const ranges = headers.range === undefined || !isSame ? undefined : parseRange(size, headers.range)
  if (ranges === -1) {
    return { status: 416, headers: { 'content-range': `bytes */${size}` }, body: [], end: 'message' }
  }
  const range = Array.isArray(ranges) ? ranges[0] : undefined
  const { start, end } = range ?? { start: 0, end: size - 1 }
  return {
    status: range ? 206 : 200,
    headers: {
      ...named,
      'accept-ranges': 'bytes',
      ...(range && { 'content-range': `bytes ${start}-${end}/${size}` }),
      ...(!chunked && { 'content-length': end + 1 - start }),
    },
    body: content.read(start, end + 1),
    end: 'message',
  }
}

function namesOf({ content, validator }: Version): Record<string, string> {
  switch (validator) {
    case 'strong':
      return { etag: `"${content.seed}"` }
    case 'weak':
      return { etag: `W/"${content.seed}"` }
    case 'lastModified':
      return { 'last-modified': new Date((content.seed % 1_000_000_000) * 1_000).toUTCString() }
    case 'none':
      return {}
  }
}

/** A weak ETag never is good enough for a range. */
function isStillValid(condition: string | string[] | undefined, named: Record<string, string>): boolean {
  if (condition === undefined) return true
  return (
    typeof condition === 'string' && !condition.startsWith('W/') && Object.values(named).includes(condition)
  )
}
