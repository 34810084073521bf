/** Commands of one connection, one after the other, until the client goes or the power does. */
import type { Socket } from 'node:net'
import { PowerIsOff } from '../disk-power.ts'
import type { VolatileDisk } from '../volatile-disk.ts'
import type { ByteReader } from './byte-reader.ts'
import { command, commandFua, errorNumber, longestPayload, magic } from './protocol.ts'

interface Request {
  flags: number
  kind: number
  /** The client's own, sent back with the answer. */
  cookie: bigint
  offset: number
  length: number
}

/** Resolves when the client has gone, or has broken the protocol. Throws PowerIsOff, and answers nothing then. */
export async function transmit(socket: Socket, reader: ByteReader, disk: VolatileDisk): Promise<void> {
  for (;;) {
    const request = await nextRequest(reader)
    if (!request || request.kind === command.disconnect) return
    const payload = await payloadOf(request, reader)
    if (!payload) return
    const answer = carryOut(request, payload, disk)
    if (!disk.isOn) throw new PowerIsOff('the power went before the answer')
    const hasLeft = Promise.withResolvers<void>()
    if (!socket.write(answer, () => hasLeft.resolve())) await drained(socket)
    if (request.kind === command.flush) await hasLeft.promise
    disk.answered()
  }
}

async function nextRequest(reader: ByteReader): Promise<Request | undefined> {
  const head = await reader.take(28)
  if (!head || head.readUInt32BE() !== magic.request) return undefined
  return {
    flags: head.readUInt16BE(4),
    kind: head.readUInt16BE(6),
    cookie: head.readBigUInt64BE(8),
    offset: Number(head.readBigUInt64BE(16)),
    length: head.readUInt32BE(24),
  }
}

/** What comes with a write; nothing comes with anything else. Undefined where there is no point in going on. */
async function payloadOf({ kind, length }: Request, reader: ByteReader): Promise<Buffer | undefined> {
  if (kind !== command.write) return Buffer.alloc(0)
  return length <= longestPayload ? reader.take(length) : undefined
}

function carryOut(request: Request, payload: Buffer, disk: VolatileDisk): Buffer {
  try {
    return replyTo(request, 0, perform(request, payload, disk))
  } catch (error) {
    if (error instanceof PowerIsOff) throw error
    return replyTo(request, error instanceof RangeError ? errorNumber.invalid : errorNumber.io)
  }
}

/** What is read. Throws a RangeError for what this disk does not do. */
function perform(
  { kind, flags, offset, length }: Request,
  payload: Buffer,
  disk: VolatileDisk,
): Buffer | undefined {
  const isDurable = (flags & commandFua) !== 0
  switch (kind) {
    case command.read:
      if (length > longestPayload) throw new RangeError('too much to read at once')
      return disk.read({ offset, length })
    case command.write:
      return void disk.write(payload, offset, isDurable)
    case command.flush:
      return void disk.flush()
    case command.trim:
    case command.writeZeroes:
      return void disk.zero({ offset, length }, isDurable)
    default:
      throw new RangeError(`unknown command ${kind}`)
  }
}

function replyTo({ cookie }: Request, error: number, data: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt32BE(magic.reply, 0)
  head.writeUInt32BE(error, 4)
  head.writeBigUInt64BE(cookie, 8)
  return data.length > 0 ? Buffer.concat([head, data]) : head
}

/** Also where the connection ends meanwhile. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done)
      resolve()
    }
    socket.once('drain', done).once('close', done)
  })
}
