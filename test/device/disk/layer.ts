/**
 * Bytes over bytes: what was written to a layer is read from it, everything else from what lies below.
 *
 * A layer is a sparse file that belongs to it alone, and a bit for each sector that says whether the sector is in it. The
 * bits are in memory: a layer lives as long as the process that made it.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import type { Extent } from './extent.ts'

/** Smallest run of bytes that is read or written. */
export const sectorBytes = 512

/** All offsets and lengths are multiples of a sector, within the size. */
export interface Medium {
  /** Bytes. */
  readonly size: number
  /** Fills the buffer from that offset on. */
  read(target: Buffer, offset: number): void
  close(): void
}

export interface Layer extends Medium {
  write(data: Buffer, offset: number): void
  zero(extent: Extent): void
  /** Forgets what was written: what lies below is seen again. */
  clear(): void
}

/** A file that is never written. Throws where its size is no multiple of a sector. */
export function openBase(file: string): Medium {
  const descriptor = openSync(file, 'r')
  const { size } = fstatSync(descriptor)
  if (size % sectorBytes !== 0) {
    closeSync(descriptor)
    throw new Error(`${file} has ${size} bytes, which are no whole sectors of ${sectorBytes}`)
  }
  return {
    size,
    read: (target, offset) => readFully(descriptor, target, offset),
    close: () => closeSync(descriptor),
  }
}

/** Where a sector of a layer comes from. */
const from = { below: 0, file: 1, zeros: 2 } as const

/** A layer kept in `file`, which is made, and removed when the layer is closed. */
export function openLayer(below: Medium, file: string): Layer {
  const descriptor = openSync(file, 'w+', 0o600)
  ftruncateSync(descriptor, below.size)
  const origins = new Uint8Array(below.size / sectorBytes)
  const mark = (origin: number, { offset, length }: Extent) =>
    origins.fill(origin, offset / sectorBytes, (offset + length) / sectorBytes)
  return {
    size: below.size,
    read(target, offset) {
      for (const { origin, start, end } of runsOf(origins, offset, target.length)) {
        const part = target.subarray(start - offset, end - offset)
        if (origin === from.zeros) part.fill(0)
        else if (origin === from.file) readFully(descriptor, part, start)
        else below.read(part, start)
      }
    },
    write(data, offset) {
      writeFully(descriptor, data, offset)
      mark(from.file, { offset, length: data.length })
    },
    zero: (extent) => void mark(from.zeros, extent),
    clear() {
      origins.fill(from.below)
      ftruncateSync(descriptor, 0)
      ftruncateSync(descriptor, below.size)
    },
    close() {
      closeSync(descriptor)
      rmSync(file, { force: true })
    },
  }
}

/** The bytes from `offset` on, split where they come from another place. */
function* runsOf(origins: Uint8Array, offset: number, length: number) {
  const last = (offset + length) / sectorBytes
  for (let sector = offset / sectorBytes; sector < last; ) {
    const origin = origins[sector]
    let next = sector + 1
    while (next < last && origins[next] === origin) next += 1
    yield { origin, start: sector * sectorBytes, end: next * sectorBytes }
    sector = next
  }
}

function readFully(descriptor: number, target: Buffer, offset: number): void {
  for (let done = 0; done < target.length; ) {
    const bytes = readSync(descriptor, target, done, target.length - done, offset + done)
    if (bytes === 0) throw new Error(`a read at ${offset + done} is beyond the end of the file`)
    done += bytes
  }
}

function writeFully(descriptor: number, data: Buffer, offset: number): void {
  for (let done = 0; done < data.length; ) {
    done += writeSync(descriptor, data, done, data.length - done, offset + done)
  }
}
