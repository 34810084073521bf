/** When a download may go on, and how fast: the same rules for all processes of the device. */
import type { FetchWait } from './artifacts.ts'

export interface DownloadGate {
  /**
   * Resolves when the download may begin: the window is open, and it is its turn among all downloads of the device.
   * Rejects with the signal's reason. `onWait` is called with what is waited for, and with undefined when it is over.
   */
  enter(options: { signal: AbortSignal; onWait(wait: FetchWait | undefined): void }): Promise<Admission>
}

/** The right to download. */
export interface Admission {
  /** Aborts when the window closes: the download stops where it stands, leaves, and enters again. */
  readonly closing: AbortSignal
  /** Resolves when so many bytes more may be taken from the network, as the device's bandwidth limit has it. */
  take(bytes: number): Promise<void>
  /** Gives the turn to the next. Idempotent. */
  leave(): Promise<void>
}

/** A gate that is always open. */
export const openGate: DownloadGate = {
  enter: async ({ signal }) => {
    signal.throwIfAborted()
    return { closing: new AbortController().signal, take: async () => {}, leave: async () => {} }
  },
}
