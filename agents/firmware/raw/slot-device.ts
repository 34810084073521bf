import { readFile, stat } from 'node:fs/promises'
import { GodwitError } from '../../../spec/index.ts'
import { deviceNumber } from '../device-number.ts'

/** What a slot is made of. */
export interface SlotDevice {
  path: string
  kind: 'block' | 'file'
  /** Bytes that fit in. */
  capacity: number
  /** Equal for two paths of the same device or file. */
  identity: string
}

/** The kernel tells a block device's size in these, whatever the device's own sectors are. */
const sectorSize = 512

/** Looks at a slot without opening it. Rejects with SLOT_WRITE_FAILED where it is not a block device or a file. */
export async function inspectSlot(path: string): Promise<SlotDevice> {
  try {
    const found = await stat(path)
    if (found.isFile()) {
      return { path, kind: 'file', capacity: found.size, identity: `file ${found.dev}:${found.ino}` }
    }
    if (found.isBlockDevice()) {
      const identity = `block ${deviceNumber(found.rdev)}`
      return { path, kind: 'block', capacity: await blockDeviceSize(found.rdev), identity }
    }
  } catch (cause) {
    throw new GodwitError('SLOT_WRITE_FAILED', `slot ${path} cannot be used: ${(cause as Error).message}`, {
      cause,
    })
  }
  throw new GodwitError('SLOT_WRITE_FAILED', `slot ${path} is neither a block device nor a regular file`)
}

async function blockDeviceSize(rdev: number): Promise<number> {
  const sectors = await readFile(`/sys/dev/block/${deviceNumber(rdev)}/size`, 'utf8')
  return Number(sectors.trim()) * sectorSize
}
