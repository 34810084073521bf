/** What stands before a registry: counts, slows and cuts what it answers. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, request as forward, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Certificates } from './certificates.ts'
import type { Scope } from './scope.ts'
import { newChanges, waitUntil } from './waiting.ts'

export interface RegistryFront {
  /** As references have it: `127.0.0.1:34567`. */
  readonly name: string
  /** Digests of the blobs that were asked for, each once, in order. */
  blobsAsked(): string[]
  /** Bytes of answers that were sent so far, without headers. */
  sent(): number
  /** Resolves when at least that many were sent. */
  waitForBytes(bytes: number): Promise<void>
  /** From now on, for each answer. */
  limit(bytesPerSecond: number): void
  /** From now on each answer is cut after that many bytes. */
  cutAfter(bytes: number): void
  /** It is gone. */
  stop(): Promise<void>
}

const pieceBytes = 64 * 1024

export async function startRegistryFront(
  scope: Scope,
  registryPort: number,
  tls: Certificates | undefined,
): Promise<RegistryFront> {
  const changes = newChanges()
  const blobs: string[] = []
  let sent = 0
  let rate = Infinity
  let cutAfter = Infinity

  async function passOn(body: AsyncIterable<Buffer>, response: ServerResponse): Promise<void> {
    let left = cutAfter
    for await (const chunk of body) {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        const piece = chunk.subarray(at, at + Math.min(pieceBytes, left))
        if (response.destroyed) return
        if (rate < Infinity) await pause((1_000 * piece.length) / rate)
        await new Promise((written) => response.write(piece, written))
        sent += piece.length
        left -= piece.length
        changes.notify()
        if (left <= 0) return void response.destroy()
      }
    }
    response.end()
  }

  const listener: RequestListener = (request, response) => {
    const [, blob] = /\/blobs\/(sha256:[0-9a-f]{64})$/.exec(request.url ?? '') ?? []
    if (blob !== undefined && !blobs.includes(blob)) blobs.push(blob)
    const { method, url: path, headers } = request
    const asked = forward({ host: '127.0.0.1', port: registryPort, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      passOn(answer, response).catch(() => response.destroy())
    })
    asked.on('error', () => response.destroy())
    response.on('close', () => asked.destroy())
    request.pipe(asked)
  }
  const files = tls && { key: readFileSync(tls.serverKey), cert: readFileSync(tls.serverCert) }
  const server = files ? createTlsServer(files, listener) : createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stop = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  scope.defer(stop)
  return {
    name: `127.0.0.1:${port}`,
    blobsAsked: () => [...blobs],
    sent: () => sent,
    limit: (bytesPerSecond) => {
      rate = bytesPerSecond
    },
    cutAfter: (bytes) => {
      cutAfter = bytes
    },
    async waitForBytes(bytes) {
      const probe = () => sent >= bytes || undefined
      await waitUntil(probe, changes.listen, () => `the registry has sent ${sent} of ${bytes} bytes`, 60_000)
    },
    stop,
  }
}
