/** A download passes the gate, and keeps to what the gate allows. */
import type { Clock } from '../../../platform/clock.ts'
import type { FetchWait } from '../artifacts.ts'
import type { Admission, DownloadGate } from './gate.ts'

/** What an attempt needs once it is let in. */
export interface Passage {
  /** Aborts when the download has to stop, for whatever reason. */
  signal: AbortSignal
  /** Resolves with how many of the bytes may be taken from the network now, at least one. */
  admit(bytes: number): Promise<number>
}

interface PassOptions {
  gate: DownloadGate
  clock: Clock
  signal: AbortSignal
  onWait(wait: FetchWait | undefined): void
}

/** Asked for at once: little enough for a slow line, much enough to cost nothing on a fast one. */
const pieceBytes = 64 * 1024
/** What was admitted in this time is written before more is asked for. */
const patienceMs = 250

/**
 * The result of the attempt, which is let in first. When the gate closes, the attempt is stopped and begun again when the
 * gate is open: that is no failure of the attempt.
 */
export async function passGate<T>(
  { gate, clock, signal, onWait }: PassOptions,
  attempt: (passage: Passage) => Promise<T>,
): Promise<T> {
  for (;;) {
    const admission = await gate.enter({ signal, onWait })
    try {
      const either = AbortSignal.any([signal, admission.closing])
      return await attempt({ signal: either, admit: (bytes) => admit(bytes, admission, either, clock) })
    } catch (error) {
      signal.throwIfAborted()
      if (!admission.closing.aborted || error !== admission.closing.reason) throw error
    } finally {
      await admission.leave()
    }
  }
}

/** What has come when the download is stopped need not wait: it is written, lest it has to be fetched again. */
async function admit(
  bytes: number,
  admission: Admission,
  signal: AbortSignal,
  clock: Clock,
): Promise<number> {
  const begun = clock.steady()
  let admitted = 0
  while (admitted < bytes && (admitted === 0 || clock.steady() - begun < patienceMs)) {
    if (signal.aborted) return bytes
    const piece = Math.min(pieceBytes, bytes - admitted)
    await untilAborted(admission.take(piece), signal)
    admitted += piece
  }
  return admitted
}

function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
