/** A server that answers with the very bytes it is told to: what no HTTP library would send. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import type { Scope } from './scope.ts'

/** The bytes of an answer, behind which the connection ends, or what is done with the connection instead. */
export type RawAnswer = string | ((socket: Socket) => void)

export interface RawServer {
  readonly port: number
  url(path: string): string
  /** The head of each request that came. */
  readonly requests: string[]
}

/** Gives the answers one by one, and the last one from then on. */
export async function startRawServer(
  scope: Scope,
  answers: [RawAnswer, ...RawAnswer[]],
  tls?: TlsOptions,
): Promise<RawServer> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const onConnection = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    socket.once('data', (head) => {
      requests.push(String(head))
      const answer = answers[Math.min(requests.length, answers.length) - 1]
      if (typeof answer === 'function') answer(socket)
      else socket.end(answer ?? '')
    })
  }
  const server = tls ? createTlsServer(tls, onConnection) : createServer(onConnection)
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(async () => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  })
  const { port } = server.address() as AddressInfo
  return { port, requests, url: (path) => `${tls ? 'https' : 'http'}://127.0.0.1:${port}/${path}` }
}
