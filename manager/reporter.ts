/**
 * Feedback to the backend, no more often than configured.
 *
 * Everything but RUNNING goes out at once. The first RUNNING goes out at once too, further ones once per interval and
 * only if something has changed; one that is still held back goes out before the status that follows it, so that the
 * last state before a final status is never lost.
 */
import type { Clock, Timer } from '../platform/clock.ts'
import type { DesiredStateFeedback } from '../spec/index.ts'

export interface Reporter {
  /** Something has changed: reported when the interval allows, unless something newer takes its place. */
  running(activityId: string, feedback: () => DesiredStateFeedback): void
  /** Publishes now; resolves with the broker's acknowledgement. */
  now(activityId: string, feedback: DesiredStateFeedback): Promise<void>
  /** Sends what is held back. */
  flush(): void
}

export interface ReporterPorts {
  clock: Clock
  publish: (activityId: string, feedback: DesiredStateFeedback) => Promise<void>
}

interface Reported {
  activityId: string
  at: number
  text: string
}

export function createReporter(intervalMs: number, { clock, publish }: ReporterPorts): Reporter {
  let last: Reported | undefined
  let held: { activityId: string; feedback: () => DesiredStateFeedback } | undefined
  let timer: Timer | undefined

  function send(activityId: string, compose: () => DesiredStateFeedback): void {
    const feedback = compose()
    const text = JSON.stringify(feedback)
    if (last?.activityId === activityId && last.text === text) return
    last = { activityId, at: clock.steady(), text }
    publish(activityId, feedback).catch(() => {})
  }

  function flush(): void {
    timer?.cancel()
    timer = undefined
    const pending = held
    held = undefined
    if (pending) send(pending.activityId, pending.feedback)
  }

  return {
    running(activityId, feedback) {
      if (intervalMs <= 0) return
      const due = last?.activityId === activityId ? last.at + intervalMs : Number.NEGATIVE_INFINITY
      if (due <= clock.steady()) {
        held = undefined
        return send(activityId, feedback)
      }
      held = { activityId, feedback }
      timer ??= clock.after(due - clock.steady(), flush)
    },
    now(activityId, feedback) {
      flush()
      return publish(activityId, feedback)
    },
    flush,
  }
}
