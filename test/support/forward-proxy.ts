/** A proxy as companies have it: http is passed on, https goes through a tunnel. It knows names that nobody else knows. */
import { once } from 'node:events'
import { createServer, request as send } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Scope } from './scope.ts'
import { newChanges, waitUntil } from './waiting.ts'

export interface ForwardProxy {
  readonly port: number
  /** What was asked for, as in `GET http://mirror.test/app` and `CONNECT mirror.test:443`. */
  readonly requests: string[]
  /** Resolves when nobody is connected to it. */
  idle(): Promise<void>
}

export interface ForwardProxyOptions {
  /** Local ports of the hosts that it knows. */
  hosts: Record<string, number>
  /** As in `user:password`; others get 407. */
  credentials?: string
  /** What it answers to CONNECT, in place of a tunnel; nothing at all where that is empty. */
  tunnel?: string
}

export async function startForwardProxy(scope: Scope, options: ForwardProxyOptions): Promise<ForwardProxy> {
  const requests: string[] = []
  const sockets = new Set<Duplex>()
  const { hosts, credentials, tunnel } = options
  const changes = newChanges()
  const isWelcome = (header: string | undefined) =>
    credentials === undefined || header === `Basic ${Buffer.from(credentials).toString('base64')}`

  const server = createServer(({ method, url = '', headers }, response) => {
    requests.push(`${method} ${url}`)
    const { hostname, pathname, search } = new URL(url)
    if (!isWelcome(headers['proxy-authorization'])) {
      response.writeHead(407).end()
      return
    }
    const { 'proxy-authorization': _, ...passed } = headers
    const onward = { host: '127.0.0.1', port: hosts[hostname], path: `${pathname}${search}`, headers: passed }
    send(onward, (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers)))
      .on('error', () => response.destroy())
      .end()
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      changes.notify()
    })
  })
  server.on('connect', ({ url = '', headers }, socket: Duplex) => {
    requests.push(`CONNECT ${url}`)
    socket.on('error', () => {})
    if (tunnel !== undefined) {
      if (tunnel !== '') socket.end(tunnel)
      return
    }
    if (!isWelcome(headers['proxy-authorization'])) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    const onward = connect(hosts[new URL(`http://${url}`).hostname] ?? 0, '127.0.0.1')
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.on('close', () => onward.destroy())
    onward.once('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(async () => {
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  })
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async idle() {
      const isIdle = () => sockets.size === 0 || undefined
      await waitUntil(isIdle, changes.listen, () => `${sockets.size} are still connected`)
    },
  }
}
