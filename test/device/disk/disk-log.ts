/**
 * What a disk was asked to do, in order, so that it can be played again: `FILE` holds one JSON line for each write, flush
 * and marker, `FILE.data` the bytes that were written, one write behind the other. Memory holds none of the bytes.
 */
import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs'
import type { Extent } from './extent.ts'

export interface LoggedWrite extends Extent {
  is: 'write'
  /** Where its bytes begin in the data file; absent for zeros. */
  at?: number
  /** It was asked to be durable by itself. */
  durable: boolean
}

export type LoggedEvent = LoggedWrite | { is: 'flush' } | { is: 'marker'; name: string }

export interface DiskLog {
  write(write: Extent & { data?: Buffer; durable: boolean }): void
  /** A flush has completed. */
  flush(): void
  /** Says where the device stands, in words: replay tells it with what it finds. */
  marker(name: string): void
  close(): void
}

/** A new log. Files of these names are replaced. */
export function recordDiskLog(file: string): DiskLog {
  const events = openSync(file, 'w', 0o600)
  const bytes = openSync(dataFileOf(file), 'w', 0o600)
  let at = 0
  const note = (event: LoggedEvent) => void writeSync(events, `${JSON.stringify(event)}\n`)
  return {
    write({ data, offset, length, durable }) {
      if (!data) return note({ is: 'write', offset, length, durable })
      for (let done = 0; done < length; ) done += writeSync(bytes, data, done)
      note({ is: 'write', offset, length, at, durable })
      at += length
    },
    flush: () => note({ is: 'flush' }),
    marker: (name) => note({ is: 'marker', name }),
    close() {
      closeSync(events)
      closeSync(bytes)
    },
  }
}

export interface RecordedLog {
  readonly events: readonly LoggedEvent[]
  /** The bytes of a write; undefined for zeros. */
  dataOf(write: LoggedWrite): Buffer | undefined
  close(): void
}

/** Opens a log that is complete. */
export function openDiskLog(file: string): RecordedLog {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const events = lines.filter((line) => line !== '').map((line): LoggedEvent => JSON.parse(line))
  const bytes = openSync(dataFileOf(file), 'r')
  return {
    events,
    dataOf({ at, length }) {
      if (at === undefined) return undefined
      const data = Buffer.allocUnsafe(length)
      for (let done = 0; done < length; ) {
        const read = readSync(bytes, data, done, length - done, at + done)
        if (read === 0) throw new Error(`${dataFileOf(file)} ends within a write`)
        done += read
      }
      return data
    },
    close: () => closeSync(bytes),
  }
}

function dataFileOf(file: string): string {
  return `${file}.data`
}
