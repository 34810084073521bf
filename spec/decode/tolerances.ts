/** What peers in the field write otherwise than the contract says, and what it means. */
import type { DesiredStateFeedback } from '../generated/messages.ts'

/** The latest moment a Date can hold. */
const latestTimestamp = 8.64e15

/** A timestamp is never a reason to refuse a message: one that cannot be is 0, "the sender has none". */
export function tolerantTimestamp(timestamp: unknown): number {
  if (typeof timestamp !== 'number') return 0
  return timestamp >= 0 && timestamp <= latestTimestamp ? Math.round(timestamp) : 0
}

/** `COMPLETE` is a misspelt COMPLETED; progress is a whole number of per cent. */
export function tolerantFeedback(feedback: DesiredStateFeedback): DesiredStateFeedback {
  const { status, actions } = feedback
  return {
    ...feedback,
    status: status === 'COMPLETE' ? 'COMPLETED' : status,
    ...(actions && {
      actions: actions.map((action) =>
        action.progress === undefined ? action : { ...action, progress: percent(action.progress) },
      ),
    }),
  }
}

function percent(progress: number): number {
  return Math.min(100, Math.max(0, Math.round(progress)))
}
