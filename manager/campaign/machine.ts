/**
 * The campaign as a pure machine: `transition(campaign, event) → { campaign, effects, durable }`.
 *
 * It has no I/O, no clock and no randomness: time comes with the event, and whatever has to be done comes out as
 * effects. Where `durable` is set, the new state has to be on the disk before the effects are carried out.
 *
 *   waiting → identifying → gate → DOWNLOAD → gate → UPDATE → gate → ACTIVATE → cleaning → finished
 *                │                    │                 │                │ ↺ rebooting   ↑
 *                └────── release ─────┴─────────────────┴── rollingBack ─┴─ ↺ rebooting ─┘
 *
 * A gate is where a campaign may wait for the owner's consent or for RESUME. A failed transaction rolls back at the
 * barrier of the phase in which it failed; the others go on.
 */
import type { Control, DesiredStateFeedback } from '../../spec/index.ts'
import type { ManagerSettings } from '../settings.ts'
import { advanceCleanup } from './cleanup.ts'
import { type ConsentAnswer, consentAnswered } from './consent.ts'
import { pause, resume, stop } from './control.ts'
import { advanceIdentification, identificationFeedback, startIdentification } from './identification.ts'
import { partFeedback } from './parts.ts'
import { advanceGate, advancePhase } from './phases.ts'
import { rebootDelayed, rebootFailed } from './reboot.ts'
import { askOpenAgain, recover, shiftTimes } from './recovery.ts'
import { advanceRollback } from './rollback.ts'
import { type Campaign, isFinished, participantOf, type Stage } from './state.ts'
import { checkDeadlines } from './timeouts.ts'
import { beginTurn, type Effect, type Turn, updateParticipant } from './turn.ts'

export type CampaignEvent =
  /** No other campaign stands in its way any more. */
  | { type: 'start' }
  | { type: 'feedback'; domain: string; feedback: DesiredStateFeedback }
  | { type: 'consent'; answer: ConsentAnswer }
  | { type: 'control'; control: Control }
  | { type: 'supersede'; by: string }
  /** The time that `nextDeadline` named has come. */
  | { type: 'deadline' }
  /** The manager's process has started and read this state from the disk. */
  | { type: 'recovered'; bootId: string }
  /** The connection to the broker stands (again). */
  | { type: 'online' }
  /** An agent has connected, or told what it can do. */
  | { type: 'agentSeen'; domain: string; capabilities?: string[]; connected: boolean }
  | { type: 'rebootFailed'; message: string }
  /** The device has something to finish before it is rebooted. */
  | { type: 'rebootDelayed'; message: string }
  /** The device's clock was set on, or back, by so many ms. */
  | { type: 'clockSet'; by: number }
  /** The broker has acknowledged the final status. */
  | { type: 'reported' }

export interface Transition {
  campaign: Campaign
  effects: Effect[]
  durable: boolean
}

export function transition(
  campaign: Campaign,
  event: CampaignEvent,
  now: number,
  settings: ManagerSettings,
): Transition {
  const turn = beginTurn(campaign, now, settings)
  handle(turn, event)
  advance(turn)
  return { campaign: turn.campaign, effects: turn.effects, durable: turn.durable }
}

function handle(turn: Turn, event: CampaignEvent): void {
  const { campaign } = turn
  switch (event.type) {
    case 'start':
      if (campaign.stage.name === 'waiting') startIdentification(turn)
      return
    case 'feedback':
      return feedback(turn, event.domain, event.feedback)
    case 'consent':
      return consentAnswered(turn, event.answer)
    case 'control':
      return control(turn, event.control)
    case 'supersede':
      return stop(turn, { code: 'SUPERSEDED', message: `superseded by ${event.by}` })
    case 'deadline':
      return checkDeadlines(turn)
    case 'recovered':
      return recover(turn, event.bootId)
    case 'online':
      if (!isFinished(campaign)) askOpenAgain(turn)
      return
    case 'agentSeen':
      if (event.capabilities) updateParticipant(turn, event.domain, { capabilities: event.capabilities })
      if (event.connected && !isFinished(campaign)) askOpenAgain(turn, event.domain)
      return
    case 'rebootFailed':
      if (campaign.stage.name === 'rebooting') rebootFailed(turn, campaign.stage, event.message)
      if (campaign.rebootDue !== undefined) campaign.rebootDue = turn.now + turn.settings.rebootAfterMs
      return
    case 'rebootDelayed':
      if (campaign.stage.name === 'rebooting' || campaign.rebootDue !== undefined)
        rebootDelayed(turn, event.message)
      return
    case 'clockSet':
      return shiftTimes(turn, event.by)
    case 'reported':
      campaign.reported = true
      turn.durable = true
  }
}

function feedback(turn: Turn, domain: string, received: DesiredStateFeedback): void {
  const participant = participantOf(turn.campaign, domain)
  if (!participant || isFinished(turn.campaign)) return
  const identifying = turn.campaign.stage.name === 'identifying'
  if (identifying && participant.identification.is === 'pending') {
    identificationFeedback(turn, participant, received)
  } else {
    partFeedback(turn, participant, received)
  }
}

function control(turn: Turn, wanted: Control): void {
  switch (wanted) {
    case 'CANCEL':
      return stop(turn, { code: 'CANCELLED', message: 'cancelled' })
    case 'PAUSE':
      return pause(turn)
    case 'RESUME':
      return resume(turn)
  }
}

/** Goes on, barrier by barrier, until something has to be waited for. */
function advance(turn: Turn): void {
  let before: Stage
  do {
    before = turn.campaign.stage
    leave(turn, before)
  } while (turn.campaign.stage !== before)
}

/** Leaves the stage if everything it waits for is there. */
function leave(turn: Turn, stage: Stage): void {
  switch (stage.name) {
    case 'identifying':
      return advanceIdentification(turn)
    case 'gate':
      return advanceGate(turn, stage)
    case 'phase':
      return advancePhase(turn, stage)
    case 'rollingBack':
      return advanceRollback(turn, stage.position)
    case 'cleaning':
      return advanceCleanup(turn)
    default:
  }
}
