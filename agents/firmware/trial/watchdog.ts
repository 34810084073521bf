/**
 * A watchdog that is told that all is well from the installation to the commit: when the agent hangs, or does not come
 * back, the hardware resets the machine, and the boot loader may count.
 *
 * The device file resets the machine unless it is written to in time; the letter V before it is closed disarms it
 * (Documentation/watchdog/watchdog-api.rst of Linux). Drivers with "nowayout" go on all the same.
 */
import { type FileHandle, open } from 'node:fs/promises'
import type { Clock, Timer } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { GodwitError } from '../../../spec/index.ts'

export interface Watchdog {
  /** Arms it and keeps it quiet. Idempotent. Rejects with WATCHDOG_FAILED where it cannot be opened. */
  arm(): Promise<void>
  /** Disarms it. Idempotent, never rejects. */
  disarm(): Promise<void>
  /** Keeps it quiet no longer, and leaves it armed, for whoever comes next. Idempotent, never rejects. */
  leave(): Promise<void>
}

export interface WatchdogSettings {
  device: string
  intervalMs: number
}

/** Where no watchdog is configured. */
export const noWatchdog: Watchdog = { arm: async () => {}, disarm: async () => {}, leave: async () => {} }

export function createWatchdog(
  { device, intervalMs }: WatchdogSettings,
  { clock, log }: { clock: Clock; log: Log },
): Watchdog {
  let opened: Promise<FileHandle> | undefined
  let timer: Timer | undefined

  const tell = async (file: FileHandle) => {
    await file
      .write('\0')
      .catch((error: unknown) => log.error({ error }, `watchdog ${device} is not to be told`))
    if (opened) timer = clock.after(intervalMs, () => void tell(file))
  }
  const close = async (lastWord: string) => {
    const file = await opened?.catch(() => undefined)
    opened = undefined
    timer?.cancel()
    if (!file) return
    if (lastWord) await file.write(lastWord).catch(() => {})
    await file.close().catch(() => {})
  }
  return {
    async arm() {
      if (opened) return void (await opened)
      opened = open(device, 'w')
      try {
        await tell(await opened)
      } catch (cause) {
        opened = undefined
        const message = `watchdog ${device} cannot be opened: ${(cause as Error).message}`
        throw new GodwitError('WATCHDOG_FAILED', message, { cause })
      }
    },
    disarm: () => close('V'),
    leave: () => close(''),
  }
}
