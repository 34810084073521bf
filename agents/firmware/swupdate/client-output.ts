/**
 * What `swupdate-client -v` writes: the daemon's status line by line, `Status: <number> message: …`, with the numbers of
 * SWUpdate's RECOVERY_STATUS (its include/swupdate_status.h), and a last word of its own.
 */
import type { Clock, Timer } from '../../../platform/clock.ts'

const successLine = /^Status: 3 /
const failureLine = /^Status: 4 message: (?:ERROR : )?(.+)$/
/** The client says so where the daemon is busy, is not there, or does not accept the selection. */
const refusedLine = /^swupdate_async_start returns /
const lastLine = /^SWUpdate (\*failed\*|was successful)/i

/** After its last word a client has this long to end: 2022.12 may miss its own wake-up call, where the end comes quickly. */
const goodbyeMs = 2_000

export interface ClientOutput {
  onLine(line: string): void
  /** The daemon did not begin. */
  isRefused(): boolean
  /** The daemon itself has said that the package is installed. */
  isSuccessful(): boolean
  /** What the daemon says of its failure; empty where it says nothing, or nobody has heard it. */
  reasons(): string
  close(): void
}

/** Listens to a client; `onLate` is called where it has said its last word and does not end. */
export function listenToClient(clock: Clock, onLate: () => void): ClientOutput {
  const reasons = new Set<string>()
  let timer: Timer | undefined
  let isRefused = false
  let isSuccessful = false
  return {
    onLine(line) {
      isRefused ||= refusedLine.test(line)
      isSuccessful ||= successLine.test(line)
      const [, reason] = failureLine.exec(line) ?? []
      if (reason) reasons.add(reason.trim())
      if (lastLine.test(line)) timer ??= clock.after(goodbyeMs, onLate)
    },
    isRefused: () => isRefused,
    isSuccessful: () => isSuccessful,
    reasons: () => [...reasons].join('; '),
    close: () => timer?.cancel(),
  }
}
