/**
 * Imported for its effect: what tests write goes into memory, where the machine has enough of it. Whether a sync reaches the
 * disk is tried on a disk that loses its power (`test/device`); all others would only wait for it, thousands of times.
 */
import { readFileSync, statfsSync } from 'node:fs'

const memory = '/dev/shm'
/** Of images of slots, of containers, and of engines that stand side by side. */
const neededBytes = 4 * 2 ** 30

function isFit(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory)
    const isLarge = Math.min(bavail * bsize, process.availableMemory()) >= neededBytes
    return isLarge && !mayNotRunPrograms()
  } catch {
    return false // no Linux, or none that has it
  }
}

/** Some tests make programs. */
function mayNotRunPrograms(): boolean {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n')
  return mounts.some((line) => / (\S+) \S+ (\S+) /.exec(line)?.[1] === memory && /\bnoexec\b/.test(line))
}

if (isFit()) process.env.TMPDIR ??= memory
