/**
 * Imported for its effect: what tests write goes into memory, where the machine has enough of it. Whether a sync reaches the
 * disk is tried on a disk that loses its power (`test/device`); all others would only wait for it, thousands of times.
 */
import { folderInMemory } from './memory.ts'

/** Of images of slots, of containers, and of engines that stand side by side. */
const neededBytes = 4 * 2 ** 30

const folder = folderInMemory(neededBytes)
if (folder !== undefined) process.env.TMPDIR ??= folder
