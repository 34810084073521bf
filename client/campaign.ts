import { type CampaignSummary, type DesiredStateFeedback, GodwitError } from '../spec/index.ts'
import type { Inbox } from './inbox.ts'
import {
  type CampaignProgress,
  emptyView,
  isOutcome,
  mergeAgentFeedback,
  mergeManagerFeedback,
  type Outcome,
  type View,
} from './progress.ts'
import { createUpdates } from './updates.ts'

/**
 * One campaign, as it is followed. Iterating yields its progress up to the outcome, each time with the whole picture;
 * it has one reader. Steps that a slow reader did not take may be left out, a change of status never is.
 */
export interface Campaign extends AsyncIterable<CampaignProgress> {
  readonly activityId: string
  /** The manager knew the activity id before: nothing was sent, and this is the campaign of then. */
  readonly isRepeated: boolean
  /** All that is known at this moment. */
  readonly progress: CampaignProgress
  /** How it ended. Rejects with INTERRUPTED where the client is closed before, with UNKNOWN_CAMPAIGN where there is none. */
  finished(): Promise<Outcome>
}

/** The inside of a campaign handle. */
export interface CampaignTracker {
  readonly campaign: Campaign
  /** Takes over what the manager knows of the campaign: after a lost connection, or when following starts late. */
  catchUp(summary: CampaignSummary): void
  /** Ends the following; the campaign itself goes on. */
  abandon(error: GodwitError): void
  readonly ended: Promise<unknown>
}

export interface TrackOptions {
  dryRun: boolean
  isRepeated?: boolean
}

export function trackCampaign(
  activityId: string,
  inbox: Inbox,
  { dryRun: startsAsDryRun, isRepeated = false }: TrackOptions,
): CampaignTracker {
  const updates = createUpdates()
  const outcome = Promise.withResolvers<Outcome>()
  const ended = outcome.promise.catch(() => undefined)
  let view = emptyView(activityId)
  let dryRun = startsAsDryRun

  const show = (next: View) => {
    if (next === view) return
    view = next
    updates.push(view.progress)
    if (isOutcome(view.progress, dryRun)) finish(view.progress)
  }
  const finish = (last: Outcome) => {
    stopListening()
    updates.end()
    outcome.resolve(last)
  }
  const listeners = [
    inbox.feedback.listen((message) => {
      if (message.activityId === activityId) show(mergeManagerFeedback(view, message.payload))
    }),
    inbox.agentFeedback.listen((message) => {
      if (message.activityId === activityId) show(mergeAgentFeedback(view, message.payload))
    }),
  ]
  const stopListening = () => {
    for (const stop of listeners) stop()
  }

  return {
    campaign: {
      activityId,
      isRepeated,
      get progress() {
        return view.progress
      },
      finished: () => outcome.promise,
      [Symbol.asyncIterator]: () => updates[Symbol.asyncIterator](),
    },
    catchUp: (summary) => {
      dryRun = summary.dryRun ?? dryRun
      show(mergeManagerFeedback(view, asFeedback(summary)))
    },
    abandon: (error) => {
      stopListening()
      updates.end(error)
      outcome.reject(error)
    },
    ended,
  }
}

/** The manager's summary of a campaign in the words of its feedback. */
function asFeedback(summary: CampaignSummary): DesiredStateFeedback {
  const { status = 'IDENTIFYING', message, reason, actions } = summary
  return {
    status,
    ...(message !== undefined && { message }),
    ...(reason !== undefined && { reason }),
    ...(actions !== undefined && { actions }),
  }
}

export const unknownCampaign = (activityId: string) =>
  new GodwitError('UNKNOWN_CAMPAIGN', `the manager knows no campaign ${activityId}`)
