/**
 * A real HTTP server of artifacts that keeps count, and can be told how to fail.
 *
 * It answers ranges (`bytes=START-`, `bytes=START-LAST`), honours `If-Range`, and gives strong ETags. What goes wrong is said by file: for
 * the next requests one by one (`next`), or for all others (`always`).
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { Scope } from './scope.ts'
import { newChanges, waitUntil } from './waiting.ts'

export interface Behaviour {
  /** Answers with this status, and no more. */
  status?: number
  /** Sent along with anything. */
  headers?: Record<string, string>
  /** Cuts the connection after that many bytes of the body. */
  cutAfter?: number
  /** Sends no more after that many bytes of the body, and holds the connection. */
  stallAfter?: number
  bytesPerSecond?: number
  /** Sends the body in chunks of so many bytes. */
  chunkBytes?: number
  /** Sends all from the first byte, whatever range is asked for. */
  ignoreRange?: boolean
  /** Sends the range of whatever version there is. */
  ignoreIfRange?: boolean
  /** Sends a weak ETag, or none; there is no Last-Modified in either case. */
  etag?: 'weak' | 'none'
  /** Moves the answered range by that many bytes, and says so. */
  shiftRange?: number
  /** Neither says how long the body is. */
  chunked?: boolean
}

export interface RecordedRequest {
  headers: IncomingMessage['headers']
  /** First byte that was asked for. */
  start: number
  status: number
  /** Bytes of the body that were sent so far. */
  sent: number
}

export interface ArtifactServer {
  readonly port: number
  url(name: string): string
  /** Serves that content, or the file at that path, under the name; replaces what was there. */
  put(name: string, content: Buffer | string): void
  /** How the next requests of the file are treated, one each. */
  next(name: string, ...behaviours: Behaviour[]): void
  /** How all others are treated. */
  always(name: string, behaviour: Behaviour): void
  requests(name: string): RecordedRequest[]
  /** Bytes of the file that were sent, over all requests. */
  sent(name: string): number
  /** Resolves when at least that many bytes of the file were sent. */
  waitForBytes(name: string, bytes: number): Promise<void>
  /** Resolves when at least that many requests for the file have come. */
  waitForRequests(name: string, count: number): Promise<void>
  /** Breaks all connections. */
  cut(): void
}

export interface ArtifactServerOptions {
  /** Served over https with these, PEM. */
  tls?: { key: string; cert: string }
  port?: number
}

interface Served {
  content: Buffer | string
  next: Behaviour[]
  always: Behaviour
  requests: RecordedRequest[]
}

const chunkSize = 64 * 1024

export async function startArtifactServer(
  scope: Scope,
  options: ArtifactServerOptions = {},
): Promise<ArtifactServer> {
  const files = new Map<string, Served>()
  const changes = newChanges()
  const fileOf = (name: string): Served => {
    const known = files.get(name) ?? { content: Buffer.alloc(0), next: [], always: {}, requests: [] }
    files.set(name, known)
    return known
  }
  const listener: RequestListener = (request, response) => {
    answer(files.get(nameOf(request)), request, response, changes.notify).catch(() => response.destroy())
  }
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener)
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  scope.defer(async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  })
  const sent = (name: string) => fileOf(name).requests.reduce((sum, request) => sum + request.sent, 0)
  const waitFor = async (what: string, holds: () => boolean) => {
    await waitUntil(
      () => holds() || undefined,
      changes.listen,
      () => `${what} never came`,
    )
  }
  return {
    port,
    url: (name) => `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}/${name}`,
    put: (name, content) => void files.set(name, { ...fileOf(name), content }),
    next: (name, ...behaviours) => void fileOf(name).next.push(...behaviours),
    always: (name, behaviour) => void files.set(name, { ...fileOf(name), always: behaviour }),
    requests: (name) => fileOf(name).requests,
    sent,
    waitForBytes: (name, bytes) => waitFor(`byte ${bytes} of ${name}`, () => sent(name) >= bytes),
    waitForRequests: (name, count) =>
      waitFor(`request ${count} of ${name}`, () => fileOf(name).requests.length >= count),
    cut: () => server.closeAllConnections(),
  }
}

function nameOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://server').pathname.slice(1)
}

async function answer(
  file: Served | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  notify: () => void,
): Promise<void> {
  if (!file) {
    response.writeHead(404).end()
    return
  }
  const behaviour = file.next.shift() ?? file.always
  const { size, etag } = await inspect(file.content)
  const [range, from = '0', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  const asked = Number(from)
  const wanted = behaviour.ignoreIfRange ? undefined : request.headers['if-range']
  const changed = wanted !== undefined && wanted !== etag
  const start = behaviour.ignoreRange || changed ? 0 : asked + (asked > 0 ? (behaviour.shiftRange ?? 0) : 0)
  const isRanged = range !== undefined && !behaviour.ignoreRange && !changed
  const end = isRanged && last !== '' ? Math.min(Number(last) + 1, size) : size
  const status = behaviour.status ?? statusOf(start, size, isRanged)
  const record: RecordedRequest = { headers: request.headers, start: asked, status, sent: 0 }
  file.requests.push(record)
  notify()
  if (behaviour.etag !== 'none') response.setHeader('etag', behaviour.etag === 'weak' ? `W/${etag}` : etag)
  if (status === 206) response.setHeader('content-range', `bytes ${start}-${end - 1}/${size}`)
  if (status === 416) response.setHeader('content-range', `bytes */${size}`)
  const hasBody = status === 200 || status === 206
  if (hasBody && !behaviour.chunked) response.setHeader('content-length', end - start)
  response.writeHead(status, behaviour.headers)
  if (behaviour.stallAfter === 0) response.flushHeaders()
  if (!hasBody || request.method === 'HEAD') response.end()
  else
    await send(file.content, { start, end }, response, behaviour, (bytes) => {
      record.sent += bytes
      notify()
    })
}

function statusOf(start: number, size: number, isRanged: boolean): number {
  if (start >= size && start > 0) return 416
  return isRanged || start > 0 ? 206 : 200
}

async function inspect(content: Buffer | string): Promise<{ size: number; etag: string }> {
  if (typeof content !== 'string') {
    return {
      size: content.length,
      etag: `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`,
    }
  }
  const { size, mtimeMs } = await stat(content)
  return { size, etag: `"${size}-${mtimeMs}"` }
}

/** From one byte up to another one, which is not sent. */
interface Part {
  start: number
  end: number
}

async function send(
  content: Buffer | string,
  part: Part,
  response: ServerResponse,
  behaviour: Behaviour,
  onSent: (bytes: number) => void,
): Promise<void> {
  const limit = Math.min(behaviour.cutAfter ?? Infinity, behaviour.stallAfter ?? Infinity)
  let left = limit
  for await (const chunk of chunksOf(content, part, behaviour.chunkBytes ?? chunkSize)) {
    const piece = chunk.subarray(0, left)
    if (piece.length > 0) await write(response, piece)
    onSent(piece.length)
    left -= piece.length
    if (left === 0 || response.destroyed) break
    if (behaviour.bytesPerSecond) await pause((1000 * piece.length) / behaviour.bytesPerSecond)
  }
  if (left === 0 && behaviour.cutAfter === limit) response.destroy()
  else if (left > 0) response.end()
}

function chunksOf(content: Buffer | string, { start, end }: Part, bytes: number): AsyncIterable<Buffer> {
  if (typeof content === 'string') {
    return createReadStream(content, { start, end: end - 1, highWaterMark: bytes })
  }
  const count = Math.ceil((end - start) / bytes)
  const chunk = (index: number) =>
    content.subarray(start + index * bytes, Math.min(start + (index + 1) * bytes, end))
  return Readable.from(Array.from({ length: count }, (_, index) => chunk(index)))
}

function write(response: ServerResponse, part: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.once('close', resolve)
    response.write(part, (error) => {
      response.off('close', resolve)
      if (error) reject(error)
      else resolve()
    })
  })
}
