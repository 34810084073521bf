/** What goes up to the backend, and what is taken from the agents' feedback for it. */
import { redactText } from '../../platform/redact.ts'
import type { Action, DesiredStateFeedback, ErrorCode } from '../../spec/index.ts'
import type { Campaign, Failure } from './state.ts'
import { explanationOf } from './waits.ts'

/**
 * Actions by component id: what is known keeps its place, what is new comes last. A wait is not kept with them: it is
 * true in the moment in which it is told.
 */
export function mergeActions(known: Action[], received: Action[]): Action[] {
  if (received.length === 0) return known
  const merged = new Map(known.map((action) => [action.component.id, action]))
  for (const { waitMs: _, ...action } of received) merged.set(action.component.id, action)
  return [...merged.values()]
}

export function sameActions(one: Action[], other: Action[]): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

/** The backend sees one installation: what agents report of ACTIVATE goes up in the words of UPDATE. */
const upward: Record<string, string> = {
  ACTIVATING: 'UPDATING',
  ACTIVATION_SUCCESS: 'UPDATE_SUCCESS',
  ACTIVATION_FAILURE: 'UPDATE_FAILURE',
  UPDATED: 'UPDATE_SUCCESS',
}

/** All actions of a campaign in stable order: domains as the desired state names them, then the agent's order. */
export function overallActions(campaign: Campaign): Action[] {
  return campaign.participants.flatMap(({ actions }) =>
    actions.map((action) => {
      const status = action.status && (upward[action.status] ?? action.status)
      return { ...action, ...(status && { status }) }
    }),
  )
}

/** Where the campaign stands; the final status once it is finished. */
export function overallFeedback(campaign: Campaign): DesiredStateFeedback {
  const actions = overallActions(campaign)
  const list = actions.length > 0 && { actions }
  const { outcome } = campaign
  if (outcome) {
    const { status, message, reason } = outcome
    return { status, ...(message && { message }), ...(reason && { reason }), ...list }
  }
  if (campaign.stage.name === 'waiting' || campaign.stage.name === 'identifying') {
    return { status: 'IDENTIFYING', ...list }
  }
  const message = explanationOf(campaign)
  return { status: 'RUNNING', ...(message && { message }), ...list }
}

/** What an agent's failing feedback says, in its own words where it has any. */
export function plainFailure(
  domain: string,
  feedback: DesiredStateFeedback,
  actions: Action[],
  phase: string,
): Failure {
  const broken = actions.find(({ status, message }) => status?.endsWith('_FAILURE') && message)
  const said = feedback.message || (broken && `${broken.component.id}: ${broken.message}`)
  const code: ErrorCode = 'AGENT_FAILED'
  const reason = feedback.reason ?? broken?.reason ?? { code, retryable: false }
  return {
    domain,
    // Agents of the field put into their messages what they like, URLs with secrets among it.
    message: redactText(shortened(said) ?? '') || `failed in ${phase} without saying why`,
    reason: { ...reason, phase: reason.phase ?? phase, domain },
  }
}

/** Enough to tell what is wrong; an agent's whole log does not belong into ours. */
const longestMessage = 4_096

function shortened(text: string | undefined): string | undefined {
  return text && text.length > longestMessage ? `${text.slice(0, longestMessage)} …` : text
}
