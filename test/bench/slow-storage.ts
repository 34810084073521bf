/**
 * A block device as fast as flash memory on a board is: a loop device over memory, which the kernel holds back to so many
 * bytes a second. What is measured on it is what a program does with the device, and not how busy the machine's disk is.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { truncate, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { attachLoop, hasLoopDevices, type LoopDevice } from '../support/loop-device.ts'
import type { Scope } from '../support/scope.ts'
import { memoryFolder } from '../support/temp.ts'

export interface SlowStorage extends LoopDevice {
  /** Holds it back from now on, or no longer. */
  slow(isSlow: boolean): void
}

/** Bytes a second, as a common eMMC does them. */
export const speeds = { read: 250e6, write: 80e6 }

/** The kernel's Documentation/admin-guide/cgroup-v1/blkio-controller.rst; of the root group, so that it holds for everybody. */
const throttles = {
  read: '/sys/fs/cgroup/blkio/blkio.throttle.read_bps_device',
  write: '/sys/fs/cgroup/blkio/blkio.throttle.write_bps_device',
}

/** Needs root, loop devices, and the blkio controller of cgroup v1. */
export const hasSlowStorage = hasLoopDevices && Object.values(throttles).every((file) => existsSync(file))

export async function slowStorage(scope: Scope, bytes: number): Promise<SlowStorage> {
  const file = join(await memoryFolder(scope, 'slot'), 'slot')
  await writeFile(file, '')
  await truncate(file, bytes)
  const device = attachLoop(scope, file)
  const number = readFileSync(`/sys/block/${basename(device.path)}/dev`, 'utf8').trim()
  const slow = (isSlow: boolean) => {
    for (const way of ['read', 'write'] as const) {
      writeFileSync(throttles[way], `${number} ${isSlow ? speeds[way] : 0}`)
    }
  }
  scope.defer(() => slow(false))
  return { ...device, slow }
}
