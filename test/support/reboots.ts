import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import type { Scope } from './scope.ts'

/** The file that a device's reboot command makes in its folder: whoever watches for it is the machine. */
export const rebootFile = (folder: string) => join(folder, 'reboot')

/** Reboots a device each time it asks for it, until the scope ends. `reboot` takes the file away. */
export function rebootWhenAsked(scope: Scope, folder: string, reboot: () => Promise<void>): void {
  let rebooting: Promise<void> | undefined
  const look = () => {
    if (rebooting || !existsSync(rebootFile(folder))) return
    rebooting = reboot().finally(() => {
      rebooting = undefined
      look()
    })
  }
  const watcher = watch(folder, look)
  scope.defer(async () => {
    watcher.close()
    await rebooting
  })
}
