/** A client of a network block device that does as it is told: what cuts do is seen without a cache in between. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type ByteReader, byteReader } from '../device/disk/nbd/byte-reader.ts'
import { command, commandFua, magic, option, optionReply } from '../device/disk/nbd/protocol.ts'
import type { Scope } from './scope.ts'

export interface NbdClient {
  /** Bytes. */
  readonly size: number
  /** The error number of the answer, 0 for none; undefined where the connection ended instead. */
  write(offset: number, data: Buffer, durable?: boolean): Promise<number | undefined>
  zero(offset: number, length: number): Promise<number | undefined>
  trim(offset: number, length: number): Promise<number | undefined>
  flush(): Promise<number | undefined>
  /** Undefined where it was not answered, or refused. */
  read(offset: number, length: number): Promise<Buffer | undefined>
  /** Resolves with the error number of a command that no client should send. */
  send(kind: number, offset: number, length: number): Promise<number | undefined>
  disconnect(): Promise<void>
}

export type NbdAddress = { path: string } | { host: string; port: number }

/** Connects and goes through the handshake. Rejects where the server hangs up, or refuses. */
export async function connectNbd(scope: Scope, address: NbdAddress, name = 'disk'): Promise<NbdClient> {
  const { socket, reader } = await greet(scope, address)
  const size = await go(socket, reader, name)
  let cookie = 0n

  async function ask(kind: number, at: Place, { flags = 0, data = nothing, answer = 0 }: Extras = {}) {
    cookie += 1n
    const head = Buffer.alloc(28)
    head.writeUInt32BE(magic.request, 0)
    head.writeUInt16BE(flags, 4)
    head.writeUInt16BE(kind, 6)
    head.writeBigUInt64BE(cookie, 8)
    head.writeBigUInt64BE(BigInt(at.offset), 16)
    head.writeUInt32BE(at.length, 24)
    socket.write(Buffer.concat([head, data]))
    const reply = await take(reader, 16)
    if (!reply) return undefined
    if (reply.readBigUInt64BE(8) !== cookie) throw new Error('an answer to something else')
    const error = reply.readUInt32BE(4)
    return { error, data: error === 0 ? await take(reader, answer) : undefined }
  }

  const errorOf = async (reply: ReturnType<typeof ask>) => (await reply)?.error
  return {
    size,
    write: (offset, data, durable = false) =>
      errorOf(ask(command.write, { offset, length: data.length }, { flags: durable ? commandFua : 0, data })),
    zero: (offset, length) => errorOf(ask(command.writeZeroes, { offset, length })),
    trim: (offset, length) => errorOf(ask(command.trim, { offset, length })),
    flush: () => errorOf(ask(command.flush, { offset: 0, length: 0 })),
    read: async (offset, length) => (await ask(command.read, { offset, length }, { answer: length }))?.data,
    send: (kind, offset, length) => errorOf(ask(kind, { offset, length })),
    async disconnect() {
      socket.end()
      if (!socket.closed) await once(socket, 'close')
    },
  }
}

/** What the server says that it has. */
export async function listExports(scope: Scope, address: NbdAddress): Promise<string[]> {
  const { socket, reader } = await greet(scope, address)
  const names: string[] = []
  sendOption(socket, option.list)
  for (;;) {
    const { type, data } = await optionAnswer(reader)
    if (type !== optionReply.server) break
    names.push(data.toString('utf8', 4))
  }
  sendOption(socket, option.abort)
  await optionAnswer(reader)
  return names
}

/** What the server answers to any option. */
export async function askOption(scope: Scope, address: NbdAddress, kind: number): Promise<number> {
  const { socket, reader } = await greet(scope, address)
  sendOption(socket, kind)
  return (await optionAnswer(reader)).type
}

interface Extras {
  flags?: number
  /** What comes with the command. */
  data?: Buffer
  /** How many bytes come with the answer. */
  answer?: number
}

const nothing: Buffer = Buffer.alloc(0)

interface Place {
  offset: number
  length: number
}

async function greet(scope: Scope, address: NbdAddress) {
  const socket = connect(address)
  scope.defer(() => socket.destroy())
  socket.on('error', () => {}) // the end of the stream tells
  const reader = byteReader(socket)
  const hello = await take(reader, 18)
  if (hello?.readBigUInt64BE() !== magic.greeting) throw new Error('the server hangs up')
  const flags = Buffer.alloc(4)
  flags.writeUInt32BE(hello.readUInt16BE(16))
  socket.write(flags)
  return { socket, reader }
}

/** The size of the export. */
async function go(socket: Socket, reader: ByteReader, name: string): Promise<number> {
  const text = Buffer.from(name)
  const data = Buffer.alloc(4 + text.length + 2)
  data.writeUInt32BE(text.length)
  text.copy(data, 4)
  sendOption(socket, option.go, data)
  let size: number | undefined
  for (;;) {
    const answer = await optionAnswer(reader)
    if (answer.type === optionReply.acknowledged) return size ?? 0
    if (answer.type !== optionReply.info) throw new Error(`refused: ${answer.type}`)
    if (answer.data.readUInt16BE() === 0) size = Number(answer.data.readBigUInt64BE(2))
  }
}

function sendOption(socket: Socket, kind: number, data = nothing): void {
  const head = Buffer.alloc(16)
  head.writeBigUInt64BE(magic.option, 0)
  head.writeUInt32BE(kind, 8)
  head.writeUInt32BE(data.length, 12)
  socket.write(Buffer.concat([head, data]))
}

async function optionAnswer(reader: ByteReader): Promise<{ type: number; data: Buffer }> {
  const head = await take(reader, 20)
  const data = head && (await take(reader, head.readUInt32BE(16)))
  if (!head || !data) throw new Error('the server hangs up')
  return { type: head.readUInt32BE(12), data }
}

/** Undefined where the connection has ended, in whatever way. */
function take(reader: ByteReader, length: number): Promise<Buffer | undefined> {
  return reader.take(length).catch(() => undefined)
}
