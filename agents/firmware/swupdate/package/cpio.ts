/**
 * The archive that a .swu file is: cpio of the forms "newc" (magic 070701) and "crc" (070702), by cpio(5). Numbers are
 * eight hexadecimal digits; names and contents are padded to four bytes.
 */
import type { FileHandle } from 'node:fs/promises'

export interface CpioEntry {
  name: string
  /** Bytes of its content, and where it begins in the archive. */
  size: number
  offset: number
}

const headerSize = 110
const fieldSize = 8
/** Fields after the magic number. */
const sizeField = 6
const nameSizeField = 11
const trailer = 'TRAILER!!!'
const longestName = 4096
const mostEntries = 4096

/** The files of an archive, in their order. Throws a RangeError where it is none, or is cut off. */
export async function readCpio(archive: FileHandle, archiveSize: number): Promise<CpioEntry[]> {
  const entries: CpioEntry[] = []
  for (let at = 0; entries.length < mostEntries; ) {
    const header = (await readAt(archive, at, headerSize)).toString('latin1')
    if (!/^07070[12][0-9A-Fa-f]{104}$/.test(header)) throw new RangeError(`has no cpio header at byte ${at}`)
    const nameSize = numberOf(header, nameSizeField)
    if (nameSize < 1 || nameSize > longestName) throw new RangeError(`has a broken name at byte ${at}`)
    const name = (await readAt(archive, at + headerSize, nameSize)).toString('utf8', 0, nameSize - 1)
    if (name === trailer) return entries
    const offset = padded(at + headerSize + nameSize)
    const size = numberOf(header, sizeField)
    if (offset + size > archiveSize) throw new RangeError(`is cut off within ${name}`)
    entries.push({ name, size, offset })
    at = padded(offset + size)
  }
  throw new RangeError(`has more than ${mostEntries} files`)
}

/** All of a file in the archive. */
export function readEntry(archive: FileHandle, { offset, size }: CpioEntry): Promise<Buffer> {
  return readAt(archive, offset, size)
}

async function readAt(archive: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  let read = 0
  while (read < length) {
    const { bytesRead } = await archive.read(buffer, read, length - read, position + read)
    if (bytesRead === 0) throw new RangeError(`is cut off after ${position + read} bytes`)
    read += bytesRead
  }
  return buffer
}

function numberOf(header: string, field: number): number {
  const begin = 6 + fieldSize * field
  return Number.parseInt(header.slice(begin, begin + fieldSize), 16)
}

function padded(position: number): number {
  return Math.ceil(position / 4) * 4
}
