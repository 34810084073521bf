/** When a download may go on, and how fast: the same rules for all processes of the device. */
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { FetchWait } from '../artifacts.ts'
import { createBandwidth } from './bandwidth.ts'
import type { GateSettings } from './gate-settings.ts'
import { createTurns } from './turns.ts'
import { onWindowClosed, windowOpen } from './window.ts'

export interface DownloadGate {
  /**
   * Resolves when the download may begin: the window is open, and it is its turn among all downloads of the device.
   * Rejects with the signal's reason. `onWait` is called with what is waited for, again when there is news of it, and
   * with undefined when it is over.
   */
  enter(options: { signal: AbortSignal; onWait(wait: FetchWait | undefined): void }): Promise<Admission>
}

/** The right to download. */
export interface Admission {
  /** Aborts when the window closes: the download stops where it stands, leaves, and enters again. */
  readonly closing: AbortSignal
  /**
   * Resolves when so many bytes more may be taken from the network, as the device's bandwidth limit has it. Rejects
   * with the reason of the signal that the download entered with.
   */
  take(bytes: number): Promise<void>
  /** Gives the turn to the next. Idempotent. */
  leave(): Promise<void>
}

export interface GatePorts {
  /** The store: processes that share it share the gate. */
  folder: string
  clock: Clock
  log: Log
  /** In [0, 1). */
  random: () => number
}

/** The device's gate: download window, turns, bandwidth. Opens nothing before somebody enters. */
export function createGate(
  { maxDownloadRate, maxDownloads, downloadWindow }: GateSettings,
  ports: GatePorts,
): DownloadGate {
  const { clock } = ports
  const turns = createTurns(maxDownloads, ports)
  const bandwidth = createBandwidth(maxDownloadRate, ports)
  return {
    async enter(waiting) {
      // Nobody waits for the window with a turn in hand, which others could use.
      if (downloadWindow) await windowOpen(downloadWindow, clock, waiting)
      const turn = await turns.take(waiting)
      const closing = new AbortController()
      const unwatch = downloadWindow && onWindowClosed(downloadWindow, clock, () => closing.abort())
      const meter = bandwidth.join(waiting.signal)
      return {
        closing: closing.signal,
        take: meter.take,
        async leave() {
          unwatch?.()
          meter.leave()
          turn.release()
        },
      }
    },
  }
}
