/**
 * The bytes of a disk at a crash state, as one file for each partition. It goes forward only: states come in the order of
 * their places.
 *
 * Invariant: between two states the files are what the flushes so far have covered. Who changes them in a state, but for
 * `enter`, changes them back.
 */
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import path from 'node:path'
import type { LoggedWrite, RecordedLog } from '../disk/disk-log.ts'
import { type Extent, intersection } from '../disk/extent.ts'
import { type PartitionName, partitionNames, partitions } from '../image/layout.ts'
import type { CrashState } from './crash-state.ts'

export interface Medium {
  /** File of a partition. */
  file(partition: PartitionName): string
  /** Brings the files to the state; answers how to take back what no flush has covered. */
  enter(state: CrashState): () => void
  close(): void
}

interface Saved {
  descriptor: number
  offset: number
  bytes: Buffer
}

/** Makes the files in the folder, from the image that the log began with. */
export function openMedium(image: string, log: RecordedLog, folder: string): Medium {
  const fileOf = (name: PartitionName) => path.join(folder, name)
  const files = new Map(partitionNames.map((name) => [name, openSync(fileOf(name), 'w+')]))
  for (const [name, descriptor] of files) copyPartition(image, name, descriptor)
  let flushed = 0

  /** The parts of a run that lie in partitions, each with its place in the partition's file. */
  function* placesOf(run: Extent) {
    for (const [name, descriptor] of files) {
      const common = intersection(run, partitions[name])
      if (common) yield { descriptor, ...common, within: common.offset - partitions[name].offset }
    }
  }

  function write(logged: LoggedWrite, runs: readonly Extent[], saved?: Saved[]): void {
    const data = log.dataOf(logged) ?? Buffer.alloc(logged.length)
    for (const run of runs) {
      for (const { descriptor, offset, length, within } of placesOf(run)) {
        if (saved) saved.push({ descriptor, offset: within, bytes: readAt(descriptor, within, length) })
        writeSync(descriptor, data, offset - logged.offset, length, within)
      }
    }
  }

  return {
    file: fileOf,
    enter(state) {
      if (state.flushed < flushed) throw new RangeError(`the medium is beyond event ${state.flushed}`)
      for (; flushed < state.flushed; flushed += 1) {
        const event = log.events[flushed]
        if (event?.is === 'write') write(event, [event])
      }
      const saved: Saved[] = []
      for (const { write: logged, runs } of state.landed) write(logged, runs, saved)
      return () => {
        for (const { descriptor, offset, bytes } of saved.toReversed()) {
          writeSync(descriptor, bytes, 0, bytes.length, offset)
        }
      }
    },
    close() {
      for (const descriptor of files.values()) closeSync(descriptor)
    },
  }
}

function readAt(descriptor: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  readSync(descriptor, bytes, 0, length, offset)
  return bytes
}

const chunk = 1 << 20

/** What is zeros stays a hole. */
function copyPartition(image: string, name: PartitionName, target: number): void {
  const { offset, length } = partitions[name]
  const source = openSync(image, 'r')
  const zeros = Buffer.alloc(chunk)
  ftruncateSync(target, length)
  for (let done = 0; done < length; done += chunk) {
    const bytes = readAt(source, offset + done, Math.min(chunk, length - done))
    if (!bytes.equals(zeros.subarray(0, bytes.length))) writeSync(target, bytes, 0, bytes.length, done)
  }
  closeSync(source)
}
