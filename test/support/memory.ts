/** The machine's memory as a place for files: what is written there waits for no disk, however often it is synced. */
import { readFileSync, statfsSync } from 'node:fs'

const place = '/dev/shm'

/** A folder in memory that has room for so many bytes, and in which programs can be run; undefined where there is none. */
export function folderInMemory(neededBytes: number): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(place)
    const roomBytes = Math.min(bavail * bsize, process.availableMemory())
    return roomBytes >= neededBytes && mayRunPrograms() ? place : undefined
  } catch {
    return undefined // no Linux, or none that has it
  }
}

function mayRunPrograms(): boolean {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n')
  // Of several on one place the last one counts.
  const options = mounts.map((line) => line.split(' ')).findLast(([, mounted]) => mounted === place)?.[3]
  return options !== undefined && !options.split(',').includes('noexec')
}
