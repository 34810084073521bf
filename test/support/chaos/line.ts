/** The way to a server: a proxy of TCP connections that cuts, closes and slows them. It reorders and loses nothing. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { Scope } from '../scope.ts'
import type { LineFault } from './fault.ts'

/** Resolves with the port that leads to the server's; the n-th connection has the n-th fault. */
export async function startLine(
  scope: Scope,
  target: { host: string; port: number },
  faults: LineFault[],
): Promise<number> {
  const ahead = [...faults]
  const sockets = new Set<Socket>()
  const line = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ ...target, allowHalfOpen: true })
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    }
    join(client, server, ahead.shift() ?? {})
  })
  line.listen(0, target.host)
  await once(line, 'listening')
  scope.defer(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => line.close(resolve))
  })
  return (line.address() as AddressInfo).port
}

function join(client: Socket, server: Socket, fault: LineFault): void {
  const end = () => {
    client.destroy()
    server.destroy()
  }
  client.on('error', end).on('close', end)
  server.on('error', () => client.resetAndDestroy()).on('close', () => client.end())
  client.pipe(server)
  const limit = Math.min(fault.cutAfter ?? Infinity, fault.halfCloseAfter ?? Infinity)
  const onLimit = () => {
    if (limit === fault.cutAfter) client.resetAndDestroy()
    else client.end()
    server.destroy()
  }
  server.pipe(passing(fault, limit, onLimit)).pipe(client)
}

function passing(
  { delayMs, pieceBytes = Infinity }: LineFault,
  limit: number,
  onLimit: () => void,
): Transform {
  let left = limit
  return new Transform({
    async transform(bytes: Buffer, _encoding, done) {
      for (let at = 0; at < bytes.length && left > 0; ) {
        const piece = bytes.subarray(at, at + Math.min(pieceBytes, left))
        if (delayMs !== undefined) await pause(delayMs)
        this.push(piece)
        at += piece.length
        left -= piece.length
      }
      // What is to be passed on is on its way first.
      if (left === 0) setImmediate(onLimit)
      done()
    },
  })
}
