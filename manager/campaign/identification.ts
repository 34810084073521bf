/**
 * The first phase: each agent is sent its part of the desired state and answers with its plan. Nothing changes on
 * the device. When the last one has answered, the campaign goes on, or everybody is released.
 */
import type { DesiredStateFeedback } from '../../spec/index.ts'
import { release } from './cleanup.ts'
import { mergeActions, overallFeedback, plainFailure, sameActions } from './feedback.ts'
import { approach } from './route.ts'
import { type Identification, isIdempotent, type Participant } from './state.ts'
import { formTransactions } from './transactions.ts'
import { audit, enter, fail, type Turn, updateParticipant } from './turn.ts'

export function startIdentification(turn: Turn): void {
  enter(turn, { name: 'identifying' })
  turn.effects.push({ type: 'report', feedback: { status: 'IDENTIFYING' } })
  for (const { domain } of turn.campaign.participants) {
    updateParticipant(turn, domain, { identification: { is: 'pending', progressAt: turn.now } })
    turn.effects.push({ type: 'sendDesiredState', domain })
  }
}

/** An agent's feedback while its identification is pending. */
export function identificationFeedback(turn: Turn, from: Participant, feedback: DesiredStateFeedback): void {
  const { domain } = from
  const actions = mergeActions(from.actions, feedback.actions ?? [])
  const answer = (identification: Identification) => {
    updateParticipant(turn, domain, { identification, actions })
    // An agent that can be asked again need not be remembered before the barrier.
    if (!isIdempotent(turn.campaign, domain)) turn.durable = true
    audit(turn, 'identified', { domain, result: identification.is, actions: actions.length })
  }
  switch (feedback.status) {
    case 'IDENTIFIED':
      return answer(actions.length > 0 ? { is: 'identified' } : { is: 'nothing', release: false })
    case 'COMPLETED':
      // The agent's own answer to a desired state that already holds: it may be left holding an operation.
      return answer({ is: 'nothing', release: true })
    case 'IDENTIFICATION_FAILED':
    case 'INCOMPLETE':
    case 'INCOMPLETE_INCONSISTENT':
    case 'SUPERSEDED':
      fail(turn, plainFailure(domain, feedback, actions, 'IDENTIFY'))
      return answer({ is: 'failed', silent: false })
    default: {
      // The same words again are no progress.
      const progress = !sameActions(actions, from.actions) || !from.heard
      if (progress)
        updateParticipant(turn, domain, {
          identification: { is: 'pending', progressAt: turn.now },
          actions,
          heard: true,
        })
    }
  }
}

/** Goes on when every participant has answered. */
export function advanceIdentification(turn: Turn): void {
  const { campaign } = turn
  if (campaign.participants.some(({ identification }) => identification.is === 'pending')) return
  if (campaign.participants.some(({ identification }) => identification.is === 'failed')) return release(turn)
  if (campaign.dryRun) return release(turn)
  turn.effects.push({ type: 'report', feedback: { ...overallFeedback(campaign), status: 'IDENTIFIED' } })
  const formed = formTransactions(campaign)
  campaign.transactions = formed.transactions
  campaign.parts = formed.parts
  if (formed.parts.length === 0) return release(turn)
  turn.effects.push({ type: 'reportRunning' })
  approach(turn, { command: 'DOWNLOAD', group: 0 })
}
