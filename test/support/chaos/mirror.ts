/**
 * A server of one artifact that misbehaves as its plan says, on a real socket.
 *
 * The answers' faults are used up by requests for the artifact, one each; what a redirect leads to is answered without.
 */
import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Scope } from '../scope.ts'
import type { Answer } from './answer.ts'
import type { Content } from './content.ts'
import type { Fault, MirrorPlan } from './fault.ts'
import { startLine } from './line.ts'
import { answerWith } from './misbehave.ts'

export interface Mirror {
  readonly source: string
  readonly requests: MirrorRequest[]
}

export interface MirrorRequest {
  headers: IncomingMessage['headers']
  path: string
  fault: Fault['kind']
  /** Of the answer; 0 where there was none. */
  status: number
  /** Bytes of the body that were given away. */
  sent: number
}

export interface MirrorOptions {
  /** PEM; needed where the plan's place is one of https. */
  tls?: { trusted: TlsFiles; untrusted: TlsFiles }
  /** Called whenever something moves. */
  onChange?(): void
}

interface TlsFiles {
  key: string
  cert: string
}

/** Resolves when it is listening. It is closed, with all its connections, when the scope ends. */
export async function startMirror(
  scope: Scope,
  content: Content,
  plan: MirrorPlan,
  options: MirrorOptions = {},
): Promise<Mirror> {
  const requests: MirrorRequest[] = []
  const faults = [...plan.faults]
  const scheme = isTls(plan) ? 'https' : 'http'
  let port = 0
  const listener: RequestListener = (request, response) => {
    const path = request.url ?? '/'
    const fault: Fault = path === '/artifact' ? (faults.shift() ?? plan.afterwards) : { kind: 'none' }
    const record = { headers: request.headers, path, fault: fault.kind, status: 0, sent: 0 }
    requests.push(record)
    options.onChange?.()
    const version = { content, validator: plan.validator, chunked: plan.chunked }
    const answer = redirection(fault, path, { scheme, port }) ?? answerWith(fault, request.headers, version)
    const onSent = (bytes: number) => {
      record.sent += bytes
      options.onChange?.()
    }
    record.status = answer.status
    respond(fault, answer, response, onSent).catch(() => response.destroy())
  }
  if (plan.place === 'unknownHost') return { source: 'http://mirror.invalid/artifact', requests }
  const server = serverFor(plan, listener, options)
  port = await listen(server, hostOf(plan), scope)
  if (plan.line.length > 0) port = await startLine(scope, { host: hostOf(plan), port }, plan.line)
  if (plan.place === 'refused') server.close()
  return { source: `${scheme}://${hostOf(plan)}:${port}/artifact`, requests }
}

const isTls = ({ place }: MirrorPlan): boolean => ['https', 'untrusted', 'otherName'].includes(place)

/** The certificate is for 127.0.0.1 and localhost alone. */
const hostOf = ({ place }: MirrorPlan): string => (place === 'otherName' ? '127.0.0.2' : '127.0.0.1')

function serverFor(plan: MirrorPlan, listener: RequestListener, { tls }: MirrorOptions) {
  if (!isTls(plan)) return createServer(listener)
  if (!tls) throw new Error('the plan needs certificates')
  return createTlsServer(plan.place === 'untrusted' ? tls.untrusted : tls.trusted, listener)
}

async function listen(server: Server, host: string, scope: Scope): Promise<number> {
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  scope.defer(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return port
}

const chainLength = 3

function redirection(
  fault: Fault,
  path: string,
  { scheme, port }: { scheme: string; port: number },
): Answer | undefined {
  const to = (location: string): Answer => ({
    status: 302,
    headers: { location, 'content-length': 0 },
    body: [],
    end: 'message',
  })
  const [, hop] = /^\/hop(\d+)$/.exec(path) ?? []
  if (hop !== undefined) return to(Number(hop) < chainLength ? `/hop${Number(hop) + 1}` : '/moved')
  if (path === '/loop') return to('/loop')
  if (fault.kind !== 'redirect') return undefined
  switch (fault.to) {
    case 'chain':
      return to('/hop1')
    case 'loop':
      return to('/loop')
    case 'otherHost':
      return to(`${scheme}://localhost:${port}/moved`)
    case 'plainHttp':
      return to(`http://127.0.0.1:${port}/moved`)
  }
}

/** Faults that are below HTTP are done on the socket; all others are in the answer. */
async function respond(
  fault: Fault,
  answer: Answer,
  response: ServerResponse,
  onSent: (bytes: number) => void,
): Promise<void> {
  const { socket } = response
  if (!socket) return
  if (fault.kind === 'garbage') return void socket.end('SSH-2.0-OpenSSH_9.9\r\n\r\n')
  if (fault.kind === 'slowHead') return slowHead(socket, answer, fault.everyMs, onSent)
  if (fault.kind === 'stall' && fault.when === 'head') return
  if (fault.kind === 'reset' && fault.when !== 'body') {
    if (fault.when === 'head') await written(socket, 'HTTP/1.1 200 OK\r\ncontent-ty')
    return void socket.resetAndDestroy()
  }
  response.writeHead(answer.status, answer.headers)
  response.flushHeaders()
  for await (const piece of answer.body) {
    if (response.destroyed) return
    await written(response, piece)
    onSent(piece.length)
  }
  finish(answer.end, response, socket)
}

function finish(end: Answer['end'], response: ServerResponse, socket: Socket): void {
  if (end === 'message') response.end()
  if (end === 'close') socket.end()
  if (end === 'reset') socket.resetAndDestroy()
}

async function slowHead(
  socket: Socket,
  answer: Answer,
  everyMs: number,
  onSent: (bytes: number) => void,
): Promise<void> {
  const fields = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const lines = [`HTTP/1.1 ${answer.status} Slow\r\n`, ...fields, 'connection: close\r\n', '\r\n']
  for (const line of lines) {
    await pause(everyMs)
    await written(socket, line)
  }
  for await (const piece of answer.body) {
    if (socket.destroyed) return
    await written(socket, piece)
    onSent(piece.length)
  }
  socket.end()
}

/** Resolves when the bytes have been given to the kernel, or the connection is gone. */
function written(to: Socket | ServerResponse, bytes: Buffer | string): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      to.off('close', done)
      resolve()
    }
    to.once('close', done)
    to.write(bytes, done)
  })
}
