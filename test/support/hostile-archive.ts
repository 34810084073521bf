/**
 * Archives written by hand, byte by byte: what no library would write.
 *
 * An archive is a list of blocks: `[file('a'), folder('b'), …]`, put together by `archiveOf`.
 */

/** What stands in a header; what is left out is as tar would write it. */
export interface HeaderFields {
  name: string | Buffer
  /** One character: 0 file, 1 hard link, 2 symlink, 3 and 4 devices, 5 folder, 6 pipe, 7 contiguous, … */
  type?: string
  linkname?: string
  /** Raw, where it is not the length of the content: octal digits, or base 256 as a buffer of 12 bytes. */
  size?: string | Buffer
  mode?: string
  uid?: string
  mtime?: string | Buffer
  /** Of a ustar header, put before the name. */
  prefix?: string
  content?: string | Buffer
  /** The checksum is another one. */
  badChecksum?: boolean
}

const blockSize = 512

function header(fields: HeaderFields, length: number): Buffer {
  const block = Buffer.alloc(blockSize)
  const put = (value: string | Buffer, at: number, size: number) =>
    Buffer.from(value).copy(block, at, 0, size)
  put(fields.name, 0, 100)
  put(fields.mode ?? '0000644', 100, 8)
  put(fields.uid ?? '0000000', 108, 8)
  put('0000000', 116, 8)
  put(fields.size ?? length.toString(8).padStart(11, '0'), 124, 12)
  put(fields.mtime ?? '00000000000', 136, 12)
  put(' '.repeat(8), 148, 8)
  put(fields.type ?? '0', 156, 1)
  put(fields.linkname ?? '', 157, 100)
  put('ustar\u000000', 257, 8)
  put(fields.prefix ?? '', 345, 155)
  const sum = block.reduce((total, byte) => total + byte, 0) + (fields.badChecksum ? 1 : 0)
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8)
  return block
}

/** An entry, exactly so. */
export function entry(fields: HeaderFields): Buffer {
  const content = Buffer.from(fields.content ?? '')
  return Buffer.concat([header(fields, content.length), padded(content)])
}

export const file = (name: string | Buffer, more: Partial<HeaderFields> = {}) =>
  entry({ name, content: 'content', ...more })
export const folder = (name: string) => entry({ name, type: '5', mode: '0000755' })
export const symlink = (name: string, linkname: string) => entry({ name, type: '2', linkname })
export const hardLink = (name: string, linkname: string) => entry({ name, type: '1', linkname })

/** PAX records for the next entry, or for all entries that follow. */
export function pax(records: Record<string, string>, scope: 'next' | 'all' = 'next'): Buffer {
  const lines = Object.entries(records).map(([key, value]) => paxRecord(key, value))
  return entry({ name: 'PaxHeader', type: scope === 'next' ? 'x' : 'g', content: lines.join('') })
}

function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  let length = Buffer.byteLength(rest)
  while (length !== Buffer.byteLength(`${length}${rest}`)) length = Buffer.byteLength(`${length}${rest}`)
  return `${length}${rest}`
}

/** The name of the next entry, or the target of the next link, as GNU tar writes long ones. */
export const gnuLong = (what: 'name' | 'link', text: string) =>
  entry({ name: '././@LongLink', type: what === 'name' ? 'L' : 'K', content: `${text}\0` })

/** A number in base 256, as GNU tar writes large and negative ones. */
export function base256(value: bigint): Buffer {
  const bytes = Buffer.from(BigInt.asUintN(96, value).toString(16).padStart(24, '0'), 'hex')
  bytes[0] = (bytes[0] ?? 0) | 0x80
  return bytes
}

export const endMark = Buffer.alloc(2 * blockSize)

export const archiveOf = (...blocks: Buffer[]) => Buffer.concat([...blocks, endMark])

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((blockSize - (content.length % blockSize)) % blockSize)])
}
