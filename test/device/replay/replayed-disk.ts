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

export interface ReplayedDisk {
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

/** A partition's file, opened. */
type Files = ReadonlyMap<PartitionName, number>

/** Makes the files in the folder, from the image that the log began with. */
export function openReplayedDisk(image: string, log: RecordedLog, folder: string): ReplayedDisk {
  const fileOf = (name: PartitionName) => path.join(folder, name)
  const files: Files = new Map(partitionNames.map((name) => [name, openSync(fileOf(name), 'w+')]))
  for (const [name, descriptor] of files) copyPartition(image, name, descriptor)
  let flushed = 0
  const write = (logged: LoggedWrite, runs: readonly Extent[], saved?: Saved[]) =>
    writeRuns(files, logged, log.dataOf(logged) ?? Buffer.alloc(logged.length), runs, saved)
  return {
    file: fileOf,
    enter(state) {
      if (state.flushed < flushed) throw new RangeError(`it is beyond event ${state.flushed}`)
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

/** Brings runs of a write to the files; what was there before goes to `saved`. */
function writeRuns(
  files: Files,
  { offset: start }: LoggedWrite,
  data: Buffer,
  runs: readonly Extent[],
  saved: Saved[] | undefined,
): void {
  for (const { descriptor, offset, length, within } of runs.flatMap((run) => placesOf(files, run))) {
    saved?.push({ descriptor, offset: within, bytes: readAt(descriptor, within, length) })
    writeSync(descriptor, data, offset - start, length, within)
  }
}

/** The parts of a run that lie in partitions, each with its place in the partition's file. */
function placesOf(files: Files, run: Extent) {
  return [...files].flatMap(([name, descriptor]) => {
    const common = intersection(run, partitions[name])
    return common ? [{ descriptor, ...common, within: common.offset - partitions[name].offset }] : []
  })
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
