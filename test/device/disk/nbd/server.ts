/**
 * Serves a disk to whoever speaks the network block device protocol, as QEMU does.
 *
 * When the disk loses its power, all connections end without another answer, and new ones are turned away until the power
 * is back.
 */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { VolatileDisk } from '../volatile-disk.ts'
import { byteReader } from './byte-reader.ts'
import { type Export, negotiate } from './negotiate.ts'
import { transmit } from './transmit.ts'

export interface DiskServer {
  /** For QEMU and its tools, as in `nbd+unix:///disk?socket=…`. */
  readonly uri: string
  /** Ends all connections. The disk stays as it is. */
  close(): Promise<void>
}

/** A socket file, or a port of the loopback address. */
export type DiskAddress = { socket: string } | { port: number }

const exportName = 'disk'

/** Resolves when clients can connect. */
export async function serveDisk(disk: VolatileDisk, address: DiskAddress): Promise<DiskServer> {
  const served: Export = { name: exportName, size: disk.size }
  const connections = new Set<Socket>()
  const hangUp = () => {
    for (const socket of connections) socket.destroy()
  }
  const server = createServer((socket) => {
    if (!disk.isOn) return void socket.destroy()
    connections.add(socket)
    socket.setNoDelay()
    socket.on('error', () => {}) // its end is all that counts
    socket.once('close', () => connections.delete(socket))
    void converse(socket, disk, served).finally(() => socket.destroy())
  })
  await listen(server, address)
  const forget = disk.onCut(hangUp)
  return {
    uri: uriOf(server, address),
    async close() {
      forget()
      hangUp()
      server.close()
      await once(server, 'close')
      if ('socket' in address) rmSync(address.socket, { force: true })
    },
  }
}

/** Never rejects: whatever ends it, the connection is closed. */
async function converse(socket: Socket, disk: VolatileDisk, served: Export): Promise<void> {
  const reader = byteReader(socket)
  try {
    if (await negotiate(socket, reader, served)) await transmit(socket, reader, disk)
  } catch {
    // The client has gone, or the power.
  }
}

async function listen(server: Server, address: DiskAddress): Promise<void> {
  if ('socket' in address) {
    rmSync(address.socket, { force: true })
    server.listen(address.socket)
  } else server.listen(address.port, '127.0.0.1')
  await once(server, 'listening')
}

function uriOf(server: Server, address: DiskAddress): string {
  if ('socket' in address) return `nbd+unix:///${exportName}?socket=${address.socket}`
  return `nbd://127.0.0.1:${(server.address() as AddressInfo).port}/${exportName}`
}
