/** The fixed newstyle handshake: which disk the client wants, and what it can do. */
import type { Socket } from 'node:net'
import { sectorBytes } from '../layer.ts'
import type { ByteReader } from './byte-reader.ts'
import {
  handshakeFlag,
  info,
  longestPayload,
  magic,
  option,
  optionReply,
  transmissionFlag,
} from './protocol.ts'

/** What is served. The client may also ask for the default, which has no name. */
export interface Export {
  name: string
  /** Bytes. */
  size: number
}

/** Longest text that a client may send before it is let in: an export's name has at most 4096 bytes. */
const longestOption = 64 * 1024

const flags = Object.values(transmissionFlag).reduce((all, flag) => all | flag, 0)

/** Resolves with true when commands follow, with false when the client goes, or is none. */
export async function negotiate(socket: Socket, reader: ByteReader, served: Export): Promise<boolean> {
  socket.write(greeting())
  const clientFlags = (await reader.take(4))?.readUInt32BE()
  if (clientFlags === undefined) return false
  const isShort = (clientFlags & handshakeFlag.noZeroes) !== 0
  for (;;) {
    const asked = await nextOption(reader)
    if (!asked) return false
    const answer = answerTo(asked, served, isShort)
    socket.write(answer.bytes)
    if (answer.next) return answer.next === 'transmission'
  }
}

interface Option {
  kind: number
  data: Buffer
}

interface Answer {
  bytes: Buffer
  /** Absent where more options may follow. */
  next?: 'transmission' | 'goodbye'
}

function greeting(): Buffer {
  const bytes = Buffer.alloc(18)
  bytes.writeBigUInt64BE(magic.greeting, 0)
  bytes.writeBigUInt64BE(magic.option, 8)
  bytes.writeUInt16BE(handshakeFlag.fixedNewstyle | handshakeFlag.noZeroes, 16)
  return bytes
}

async function nextOption(reader: ByteReader): Promise<Option | undefined> {
  const head = await reader.take(16)
  if (!head || head.readBigUInt64BE() !== magic.option) return undefined
  const length = head.readUInt32BE(12)
  const data = length <= longestOption ? await reader.take(length) : undefined
  return data && { kind: head.readUInt32BE(8), data }
}

function answerTo({ kind, data }: Option, served: Export, isShort: boolean): Answer {
  switch (kind) {
    case option.exportName:
      return exportName(data.toString(), served, isShort)
    case option.list:
      return { bytes: Buffer.concat([listed(served), reply(kind, optionReply.acknowledged)]) }
    case option.info:
    case option.go:
      return information(kind, data, served)
    case option.abort:
      return { bytes: reply(kind, optionReply.acknowledged), next: 'goodbye' }
    default:
      return { bytes: reply(kind, optionReply.unsupported) }
  }
}

/** The old way in: it knows no way to refuse but to hang up. */
function exportName(name: string, served: Export, isShort: boolean): Answer {
  if (!isNameOf(served, name)) return { bytes: Buffer.alloc(0), next: 'goodbye' }
  const bytes = Buffer.alloc(isShort ? 10 : 134)
  bytes.writeBigUInt64BE(BigInt(served.size), 0)
  bytes.writeUInt16BE(flags, 8)
  return { bytes, next: 'transmission' }
}

function listed({ name }: Export): Buffer {
  const text = Buffer.from(name)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  return reply(option.list, optionReply.server, Buffer.concat([length, text]))
}

function information(kind: number, data: Buffer, served: Export): Answer {
  const nameLength = data.length < 6 ? undefined : data.readUInt32BE()
  if (nameLength === undefined || nameLength > data.length - 6) {
    return { bytes: reply(kind, optionReply.invalid) }
  }
  if (!isNameOf(served, data.toString('utf8', 4, 4 + nameLength))) {
    return { bytes: reply(kind, optionReply.unknown) }
  }
  const parts = [exportInfo(served), blockSizes()].map((part) => reply(kind, optionReply.info, part))
  const bytes = Buffer.concat([...parts, reply(kind, optionReply.acknowledged)])
  return { bytes, ...(kind === option.go && { next: 'transmission' }) }
}

function exportInfo({ size }: Export): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUInt16BE(info.export, 0)
  bytes.writeBigUInt64BE(BigInt(size), 2)
  bytes.writeUInt16BE(flags, 10)
  return bytes
}

function blockSizes(): Buffer {
  const bytes = Buffer.alloc(14)
  bytes.writeUInt16BE(info.blockSize, 0)
  bytes.writeUInt32BE(sectorBytes, 2)
  bytes.writeUInt32BE(4096, 6)
  bytes.writeUInt32BE(longestPayload, 10)
  return bytes
}

function isNameOf({ name }: Export, asked: string): boolean {
  return asked === '' || asked === name
}

function reply(kind: number, type: number, data: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(20)
  head.writeBigUInt64BE(magic.optionReply, 0)
  head.writeUInt32BE(kind, 8)
  head.writeUInt32BE(type, 12)
  head.writeUInt32BE(data.length, 16)
  return Buffer.concat([head, data])
}
