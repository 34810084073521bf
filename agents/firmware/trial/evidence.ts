/** What the machine tells of how it came to boot, as a port: what a crash has left behind, outside of the slots. */
export interface Evidence {
  /** What kernels have written when they died, as far as it is still there. Never rejects. */
  crashDumps(): Promise<CrashDump[]>
  /** Whether a watchdog has reset the machine before this boot. Never rejects. */
  watchdogReset(): Promise<boolean>
  /** A word of the board for its last reset, where it has one. Never rejects. */
  bootReason(): Promise<string | undefined>
  /** What the running system calls its build, where it says. Never rejects. */
  buildId(): Promise<string | undefined>
}

export interface CrashDump {
  /** Tells it from others. */
  digest: string
  text: string
}
