/**
 * A broker within the process, for a device that has none. It speaks MQTT 3.1.1 alone, knows no users and keeps its
 * sessions in memory: meant for loopback. To be imported where it is needed: it costs memory.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { Aedes } from 'aedes'
import type { Log } from './log.ts'

export interface EmbeddedBrokerOptions {
  host: string
  /** 0 takes a free one. */
  port: number
  log: Log
}

export interface EmbeddedBroker {
  /** Where it listens, as in `mqtt://127.0.0.1:1883`. */
  url: string
  /** Cuts all connections off. Idempotent. */
  close(): Promise<void>
}

/** The address cannot be listened on; the message says which, and what one can do. */
class BrokerError extends Error {
  override readonly name = 'BrokerError'
  /** The system's code, as in `EADDRINUSE`. */
  readonly code: string

  constructor(address: string, cause: NodeJS.ErrnoException) {
    super(explain(address, cause), { cause })
    this.code = cause.code ?? 'UNKNOWN'
  }
}

/** Resolves when the broker listens; rejects with a BrokerError. */
export async function startEmbeddedBroker({
  host,
  port,
  log,
}: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const broker = await Aedes.createBroker()
  const report = (client: { id: string } | null, error: Error) =>
    log.debug({ client: client?.id }, `embedded broker: ${error.message}`)
  broker.on('clientError', report)
  broker.on('connectionError', report)
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    broker.handle(socket)
  })
  try {
    await listen(server, host, port)
  } catch (error) {
    broker.close()
    throw new BrokerError(`${host}:${port}`, error as NodeJS.ErrnoException)
  }
  const url = urlOf(server)
  log.info({}, `embedded broker listens on ${url}`)
  let closed: Promise<void> | undefined
  const close = async () => {
    const released = new Promise<void>((resolve) => server.close(() => resolve()))
    await new Promise<void>((resolve) => broker.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    await released
  }
  return {
    url,
    close() {
      closed ??= close()
      return closed
    },
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function urlOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the embedded broker has no address')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `mqtt://${host}:${address.port}`
}

function explain(address: string, { code, message }: NodeJS.ErrnoException): string {
  const what = `the embedded broker cannot listen on ${address}`
  if (code === 'EADDRINUSE') {
    return `${what}: the port is in use; configure another port, or connection.broker to use the broker that listens there`
  }
  if (code === 'EACCES') return `${what}: that needs more rights; configure a port above 1023`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${what}: this machine has no such address`
  return `${what}: ${message}`
}
