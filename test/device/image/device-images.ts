import { oldVersion } from '../versions.ts'
import { deviceDisk } from './device-disk.ts'
import { debianKernel, type Kernel } from './kernel.ts'
import { once } from './once.ts'
import { programDisk } from './program-disk.ts'
import { systemImage } from './system-image.ts'

/** All that a device is switched on with. */
export interface DeviceImages {
  kernel: Kernel
  /** Path of the disk as it leaves the factory; never written. */
  disk: string
  /** Path of the disk with Node and Godwit. */
  programs: string
}

/**
 * Takes them from the cache, or builds them, in half a minute. All devices of one process are of one build, whatever becomes of
 * `dist/` meanwhile.
 */
export const deviceImages = once(async (): Promise<DeviceImages> => {
  const kernel = await debianKernel()
  const programs = await programDisk()
  const disk = await deviceDisk(await systemImage(kernel, { version: oldVersion }))
  return { kernel, disk, programs }
})
