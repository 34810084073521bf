/**
 * Imported for its effect: what tests write goes into memory, where the machine has enough of it. Whether a sync reaches the
 * disk is tried on a disk that loses its power (`test/device`); all others would only wait for it, thousands of times.
 */
import { statfsSync } from 'node:fs'

const memory = '/dev/shm'
/** Of images of slots, of containers, and of engines that stand side by side. */
const neededBytes = 4 * 2 ** 30

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory)
    return bavail * bsize >= neededBytes
  } catch {
    return false // no Linux, or none that has it
  }
}

if (hasRoom()) process.env.TMPDIR ??= memory
