/** Feedback on its way out: at once where the phase changes, at most once per interval for mere progress. */
import type { Bus } from '../../../platform/bus/bus.ts'
import type { Clock, Timer } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { type DesiredStateFeedback, encode } from '../../../spec/index.ts'

export interface FeedbackPublisher {
  /** Resolves when the broker has the feedback; false where it never got it. */
  publish(activityId: string, feedback: DesiredStateFeedback): Promise<boolean>
  /** Publishes what `current` says then: now, or when the interval since the last feedback is over. */
  publishProgress(): void
  stop(): void
}

export interface Progress {
  activityId: string
  feedback: DesiredStateFeedback
}

export function createFeedbackPublisher(
  topic: string,
  intervalMs: number,
  current: () => Progress[],
  { bus, clock, log }: { bus: Bus; clock: Clock; log: Log },
): FeedbackPublisher {
  let last = Number.NEGATIVE_INFINITY
  let timer: Timer | undefined
  let sending = false
  let newer = false

  const cancel = () => {
    timer?.cancel()
    timer = undefined
  }
  const publish = async (activityId: string, feedback: DesiredStateFeedback) => {
    cancel()
    last = clock.now()
    log.debug({ activityId, status: feedback.status }, 'feedback')
    try {
      await bus.publish(topic, encode(activityId, clock.now(), feedback))
      return true
    } catch (error) {
      log.debug({ activityId, error }, 'a feedback was not sent')
      return false
    }
  }
  /** While the broker is away one progress waits for it, not one for each interval; then the newest follows. */
  const publishCurrent = async () => {
    cancel()
    newer = true
    if (sending) return
    sending = true
    while (newer) {
      newer = false
      await Promise.all(current().map(({ activityId, feedback }) => publish(activityId, feedback)))
    }
    sending = false
  }
  return {
    publish,
    publishProgress() {
      if (timer) return
      const wait = last + intervalMs - clock.now()
      // A clock that was set back must not hold progress up.
      if (wait <= 0 || wait > intervalMs) void publishCurrent()
      else timer = clock.after(wait, () => void publishCurrent())
    },
    stop: cancel,
  }
}
