/** The disk of a device that has been in the field: it runs from slot B, with firmware 1 and software 1 by Godwit. */
import { open } from 'node:fs/promises'
import path from 'node:path'
import type { VolatileDisk } from './disk/volatile-disk.ts'
import { cached } from './image/cache.ts'
import { deviceImages } from './image/device-images.ts'
import { diskSize } from './image/layout.ts'
import { once } from './image/once.ts'
import { inScope } from './interruptible-scope.ts'
import { oldVersion } from './versions.ts'
import { startVirtualDevice } from './virtual-device.ts'

const campaignMs = 400_000
const chunk = 4 << 20

/** Path of the image; flown once, with one campaign, and kept with the others. */
export const provisionedDisk = once(async () => {
  const images = await deviceImages()
  // What these images are made of is in their paths.
  const folder = await cached('provisioned', [images.disk, images.programs], provision)
  return path.join(folder, 'image')
})

function provision(target: string): Promise<void> {
  return inScope(async (scope) => {
    const device = await startVirtualDevice(scope)
    const firmware = await device.firmware({ version: oldVersion })
    const software = await device.software(oldVersion)
    await device.backend.apply('provision', {
      domains: [
        { id: 'firmware', components: [firmware] },
        { id: 'software', components: [software] },
      ],
    })
    const { status, message } = await device.backend.end('provision', campaignMs)
    if (status !== 'COMPLETED') throw new Error(`the device cannot be provisioned: ${status} ${message}`)
    await save(device.disk, path.join(target, 'image'))
  })
}

/** What the device sees of its disk now. Zeros become holes. */
async function save(disk: VolatileDisk, file: string): Promise<void> {
  await using target = await open(file, 'w')
  await target.truncate(diskSize)
  const zeros = Buffer.alloc(chunk)
  for (let offset = 0; offset < diskSize; offset += chunk) {
    const bytes = disk.read({ offset, length: Math.min(chunk, diskSize - offset) })
    if (!bytes.equals(zeros.subarray(0, bytes.length))) await target.write(bytes, 0, bytes.length, offset)
  }
}
