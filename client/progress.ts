import {
  type Action,
  type DesiredStateFeedback,
  type FinalStatus,
  isFinalStatus,
  type Reason,
} from '../spec/index.ts'

/** How far a campaign has come: all that is known, not only what the last message said. */
export interface CampaignProgress {
  activityId: string
  /** The last status that the manager reported; `IDENTIFYING`, `RUNNING`, `COMPLETED`, … */
  status: string
  /** For people. */
  message?: string
  /** For programs. */
  reason?: Reason
  /** One for each component, in the order in which they became known. */
  actions: Action[]
}

/** How a campaign ended; a dry run that succeeds ends with `IDENTIFIED`. */
export interface Outcome extends CampaignProgress {
  status: FinalStatus | 'IDENTIFIED'
}

/** The progress, and where its parts come from. */
export interface View {
  progress: CampaignProgress
  /** Components whose agent was heard directly: of those the manager's throttled report is older news. */
  heard: ReadonlySet<string>
}

export function emptyView(activityId: string): View {
  return { progress: { activityId, status: 'IDENTIFYING', actions: [] }, heard: new Set() }
}

/** What the manager says counts for the campaign as a whole; its last word counts for each component too. */
export function mergeManagerFeedback(view: View, feedback: DesiredStateFeedback): View {
  const { status, message, reason, actions = [] } = feedback
  const isLast = isFinalStatus(status)
  const news = isLast ? actions : actions.filter(({ component }) => !view.heard.has(component.id))
  const progress: CampaignProgress = {
    activityId: view.progress.activityId,
    status,
    ...(message !== undefined && { message }),
    ...(reason !== undefined && { reason }),
    actions: mergeActions(view.progress.actions, news),
  }
  return { progress, heard: view.heard }
}

/** What an agent says counts for its components alone. Answers the same view where nothing is new. */
export function mergeAgentFeedback(view: View, feedback: DesiredStateFeedback): View {
  const actions = feedback.actions ?? []
  if (actions.length === 0) return view
  return {
    progress: { ...view.progress, actions: mergeActions(view.progress.actions, actions) },
    heard: new Set([...view.heard, ...actions.map(({ component }) => component.id)]),
  }
}

/** Whether nothing follows this status. */
export function isOutcome(progress: CampaignProgress, dryRun: boolean): progress is Outcome {
  return isFinalStatus(progress.status) || (dryRun && progress.status === 'IDENTIFIED')
}

function mergeActions(known: Action[], news: Action[]): Action[] {
  const merged = new Map(known.map((action) => [action.component.id, action]))
  for (const action of news) merged.set(action.component.id, action)
  return [...merged.values()]
}
