/** What is wrong with one answer, put on top of an honest one. Each fault is a small function from answer to answer. */
import type { IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import { type Answer, honestAnswer, type Version } from './answer.ts'
import { contentOf } from './content.ts'
import type { ContentRangeFault, Fault } from './fault.ts'

type Body = Answer['body']
type FaultOf<K extends Fault['kind']> = Extract<Fault, { kind: K }>

/** The answer with that fault; faults that no answer can show (those of the connection) leave it as it is. */
export function answerWith(fault: Fault, asked: IncomingHttpHeaders, version: Version): Answer {
  const answer = honestAnswer(asked, version)
  switch (fault.kind) {
    case 'status':
      return refusal(fault)
    case 'ignoresRange':
      return honestAnswer({}, version)
    case 'contentRange':
      return wrongRange(fault.how, answer, asked, version)
    case 'short':
      return shortened(fault, answer)
    case 'long':
      return lengthened(fault, answer)
    case 'encoded':
      return encoded(fault, answer)
    case 'stall':
    case 'reset':
      if (fault.when !== 'body') return answer
      return {
        ...answer,
        body: limit(answer.body, fault.after),
        end: fault.kind === 'stall' ? 'never' : 'reset',
      }
    case 'trickle':
      return { ...answer, body: trickle(answer.body, fault) }
    case 'flip':
      return { ...answer, body: flip(answer.body, fault.at) }
    case 'changed':
      return changed(fault, asked, version)
    case 'hugeHead':
      return { ...answer, headers: { ...answer.headers, 'x-padding': 'x'.repeat(100_000) } }
    default:
      return answer
  }
}

function refusal({ status, retryAfter }: FaultOf<'status'>): Answer {
  const headers: Answer['headers'] = { 'content-length': 0 }
  if (retryAfter) {
    const { seconds, as } = retryAfter
    headers['retry-after'] = as === 'number' ? seconds : new Date(Date.now() + seconds * 1_000).toUTCString()
  }
  return { status, headers, body: [], end: 'message' }
}

/** Shows only where a range was asked for. */
function wrongRange(
  how: ContentRangeFault,
  answer: Answer,
  asked: IncomingHttpHeaders,
  version: Version,
): Answer {
  if (answer.status !== 206) return answer
  const { size } = version.content
  const start = Number(/\d+/.exec(asked.range ?? '')?.[0])
  const later = Math.min(start + 1_000, size - 1)
  const says = (range: string, body: Body = answer.body): Answer => ({
    ...answer,
    headers: { ...answer.headers, 'content-range': range },
    body,
  })
  const { 'content-range': right = '', 'content-length': _, ...others } = answer.headers
  switch (how) {
    case 'missing':
      return { ...answer, headers: others }
    case 'garbled':
      return says('bytes some-more/none')
    case 'otherTotal':
      return says(`bytes ${start}-${size - 1}/${size + 1}`)
    case 'shifted':
      return {
        ...answer,
        headers: { ...others, 'content-range': `bytes ${later}-${size - 1}/${size}` },
        body: version.content.read(later),
      }
    case 'mislabelled':
      return {
        ...answer,
        headers: { ...others, 'content-range': right },
        body: version.content.read(later),
      }
  }
}

function shortened({ after, how }: FaultOf<'short'>, answer: Answer): Answer {
  if (!hasBody(answer)) return answer
  const { 'content-length': length, ...others } = answer.headers
  const body = limit(answer.body, after)
  switch (how) {
    case 'closed':
      return { ...answer, body, end: 'close' }
    case 'chunkedClosed':
      return { ...answer, headers: others, body, end: 'close' }
    case 'declared':
      return {
        ...answer,
        headers: { ...others, 'content-length': Math.min(after, Number(length ?? after)) },
        body,
      }
    case 'chunked':
      return { ...answer, headers: others, body }
  }
}

function lengthened(fault: FaultOf<'long'>, answer: Answer): Answer {
  if (!hasBody(answer)) return answer
  const { 'content-length': length, ...others } = answer.headers
  if (fault.how === 'endless') return { ...answer, headers: others, body: followedBy(answer.body, Infinity) }
  const body = followedBy(answer.body, fault.more)
  if (fault.how === 'chunked' || length === undefined) return { ...answer, headers: others, body }
  const declared = Number(length) + (fault.how === 'declared' ? fault.more : 0)
  return { ...answer, headers: { ...others, 'content-length': declared }, body, end: 'close' }
}

function encoded({ how }: FaultOf<'encoded'>, answer: Answer): Answer {
  if (!hasBody(answer)) return answer
  const label = { 'content-encoding': 'gzip' }
  if (how === 'labelled') return { ...answer, headers: { ...answer.headers, ...label } }
  const { 'content-length': _, ...others } = answer.headers
  const body = Readable.from(answer.body).pipe(createGzip({ level: 1 }))
  return { ...answer, headers: { ...others, ...label }, body }
}

function changed(
  { etag, cutAfter }: FaultOf<'changed'>,
  asked: IncomingHttpHeaders,
  version: Version,
): Answer {
  const { content } = version
  const other = contentOf(content.seed + 1, content.size)
  const named = etag === 'new' ? other : { ...other, seed: content.seed }
  const answer = honestAnswer(asked, { ...version, content: named })
  return cutAfter === undefined ? answer : { ...answer, body: limit(answer.body, cutAfter), end: 'close' }
}

const hasBody = ({ status }: Answer): boolean => status === 200 || status === 206

async function* limit(body: Body, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes
  for await (const piece of body) {
    if (left <= 0) return
    yield piece.subarray(0, left)
    left -= piece.length
  }
}

async function* flip(body: Body, at: number): AsyncGenerator<Buffer> {
  let start = 0
  for await (const piece of body) {
    const index = at - start
    if (index >= 0 && index < piece.length) piece[index] = (piece[index] ?? 0) ^ 1
    start += piece.length
    yield piece
  }
}

const padding = Buffer.alloc(64 * 1024)

async function* followedBy(body: Body, bytes: number): AsyncGenerator<Buffer> {
  yield* body
  for (let left = bytes; left > 0; left -= padding.length) yield padding.subarray(0, left)
}

async function* trickle(body: Body, { after, bytes, everyMs, steps = Infinity }: FaultOf<'trickle'>) {
  let start = 0
  let step = 0
  for await (const piece of body) {
    let rest: Buffer = piece
    const free = Math.max(0, Math.min(after - start, piece.length))
    if (free > 0) yield rest.subarray(0, free)
    rest = rest.subarray(free)
    for (; rest.length > 0 && step < steps; step += 1) {
      await pause(everyMs)
      yield rest.subarray(0, bytes)
      rest = rest.subarray(bytes)
    }
    if (rest.length > 0) yield rest
    start += piece.length
  }
}
