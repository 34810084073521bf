/**
 * A server that never runs ahead of whoever downloads: no more than a window of bytes is on its way, so that what was sent
 * is what was received, whatever buffers are in between. It stops where it is told to, and waits.
 */
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Scope } from '../scope.ts'
import { newChanges, waitUntil } from '../waiting.ts'
import { honestAnswer } from './answer.ts'
import type { Content } from './content.ts'

export interface PacedServer {
  readonly source: string
  /** Of each request that was answered with bytes. */
  readonly answers: { start: number; sent: number }[]
  /** Bytes sent, over all answers. */
  sent(): number
  /** Sends up to that byte of the artifact, and no further; resolves when that has been reached. */
  sendUpTo(position: number): Promise<void>
  /** Sends all that is asked for from now on. */
  letGo(): void
  /** Resets all connections. */
  cut(): void
}

export interface PacedOptions {
  /** Bytes on their way at most. */
  window: number
  /** The bytes of the artifact that have been taken, up to which one. */
  taken(): number
}

const stepBytes = 16 * 1024
/** Nobody tells when a file grows: it is looked at so often. */
const lookMs = 1
const reachLimitMs = 120_000

export async function startPacedServer(
  scope: Scope,
  content: Content,
  { window, taken }: PacedOptions,
): Promise<PacedServer> {
  const answers: { start: number; sent: number }[] = []
  const changes = newChanges()
  const open = new Set<ServerResponse>()
  let limit = 0

  async function send(response: ServerResponse, start: number): Promise<void> {
    const answer = { start, sent: 0 }
    answers.push(answer)
    while (start + answer.sent < content.size) {
      const position = start + answer.sent
      const bytes = Math.min(stepBytes, Math.min(limit, taken() + window) - position)
      if (bytes <= 0) await pause(lookMs)
      if (response.destroyed) return
      for (const piece of content.read(position, position + Math.max(0, bytes))) response.write(piece)
      answer.sent += Math.max(0, bytes)
      changes.notify()
    }
    response.end()
  }

  const server = createServer((request, response) => {
    const version = { content, validator: 'strong', chunked: false } as const
    const { status, headers } = honestAnswer(request.headers, version)
    response.writeHead(status, headers).flushHeaders()
    open.add(response)
    response.on('close', () => open.delete(response))
    const start = content.size - Number(headers['content-length'])
    send(response, start).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  const position = () => Math.max(0, ...answers.slice(-1).map(({ start, sent }) => start + sent))
  return {
    source: `http://127.0.0.1:${(server.address() as AddressInfo).port}/artifact`,
    answers,
    sent: () => answers.reduce((sum, { sent }) => sum + sent, 0),
    async sendUpTo(end) {
      limit = end
      await waitUntil(
        () => position() >= end || undefined,
        changes.listen,
        () => `it stands at ${position()}, not ${end}; ${taken()} bytes are taken`,
        reachLimitMs,
      )
    },
    letGo: () => {
      limit = Infinity
    },
    cut() {
      for (const response of open) response.socket?.resetAndDestroy()
    },
  }
}
