/**
 * The words of the network block device protocol, as its specification has them:
 * https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md
 */

export const magic = {
  greeting: 0x4e42444d41474943n,
  option: 0x49484156454f5054n,
  optionReply: 0x3e889045565a9n,
  request: 0x25609513,
  reply: 0x67446698,
} as const

export const handshakeFlag = { fixedNewstyle: 1, noZeroes: 2 } as const

export const option = { exportName: 1, abort: 2, list: 3, info: 6, go: 7 } as const

export const optionReply = {
  acknowledged: 1,
  server: 2,
  info: 3,
  unsupported: 2 ** 31 + 1,
  invalid: 2 ** 31 + 3,
  unknown: 2 ** 31 + 6,
} as const

export const info = { export: 0, blockSize: 3 } as const

export const transmissionFlag = {
  hasFlags: 1 << 0,
  sendFlush: 1 << 2,
  sendFua: 1 << 3,
  sendTrim: 1 << 5,
  sendWriteZeroes: 1 << 6,
} as const

export const command = { read: 0, write: 1, disconnect: 2, flush: 3, trim: 4, writeZeroes: 6 } as const

/** Force unit access: the command is answered when what it has written is durable. */
export const commandFua = 1

export const errorNumber = { io: 5, invalid: 22 } as const

/** The longest read or write, in bytes; every client keeps to it unasked. */
export const longestPayload = 32 * 1024 * 1024
