/**
 * One turn of the campaign machine: the draft of the next state, and the effects that follow from it.
 * A turn never changes the state it was made from: lists are copied, their entries are replaced.
 */
import type { Command, DesiredStateFeedback } from '../../spec/index.ts'
import type { ManagerSettings } from '../settings.ts'
import type { Campaign, Failure, Part, Participant, PartState, PhaseCommand, Stage } from './state.ts'

/** What is done once the state is durable. Each may be carried out again after a crash. */
export type Effect =
  | { type: 'sendDesiredState'; domain: string }
  | { type: 'sendCommand'; domain: string; command: Command | 'PAUSE'; baseline?: string }
  | { type: 'askConsent'; command: PhaseCommand }
  /** Publishes now, in order. */
  | { type: 'report'; feedback: DesiredStateFeedback }
  /** Publishes where the campaign stands, as soon as the report interval allows. */
  | { type: 'reportRunning' }
  /** `mayWait`: the device may still ask for time. */
  | { type: 'reboot'; attempt: number; mayWait: boolean }
  | { type: 'finish' }
  | { type: 'audit'; event: string; details: Record<string, unknown> }

export interface Turn {
  readonly campaign: Campaign
  readonly effects: Effect[]
  /** ms since the epoch */
  readonly now: number
  readonly settings: ManagerSettings
  /** Whether the new state has to be on the disk before the effects. Mere progress has not. */
  durable: boolean
}

export function beginTurn(campaign: Campaign, now: number, settings: ManagerSettings): Turn {
  const draft = {
    ...campaign,
    participants: [...campaign.participants],
    transactions: [...campaign.transactions],
    parts: [...campaign.parts],
    failures: [...campaign.failures],
    usedConsents: [...campaign.usedConsents],
  }
  return { campaign: draft, effects: [], now, settings, durable: false }
}

export function enter(turn: Turn, stage: Stage): void {
  turn.campaign.stage = stage
  turn.campaign.since = turn.now
  turn.durable = true
}

export function updateParticipant(turn: Turn, domain: string, change: Partial<Participant>): void {
  const index = turn.campaign.participants.findIndex((participant) => participant.domain === domain)
  const current = turn.campaign.participants[index]
  if (current) turn.campaign.participants[index] = { ...current, ...change }
}

export function updatePart(turn: Turn, part: Part, change: Partial<Part>): void {
  const index = turn.campaign.parts.findIndex((other) => isSamePart(other, part))
  const current = turn.campaign.parts[index]
  if (current) turn.campaign.parts[index] = { ...current, ...change }
}

function isSamePart(one: Part, other: Part): boolean {
  return (
    one.domain === other.domain && one.transaction === other.transaction && one.baseline === other.baseline
  )
}

/** Whoever sets a state decides whether it has to be on the disk: an answer that can be asked for again need not. */
export function setPartState(turn: Turn, part: Part, state: PartState, durable = true): void {
  updatePart(turn, part, { state })
  if (durable) turn.durable = true
}

/** Gives a part a command; it is running from here on. */
export function command(turn: Turn, part: Part, name: Command): void {
  setPartState(turn, part, { is: 'running', command: name, since: turn.now, progressAt: turn.now })
  if (name === 'UPDATE') updatePart(turn, part, { touched: true })
  sendCommand(turn, part, name)
}

export function sendCommand(turn: Turn, part: Part, name: Command | 'PAUSE'): void {
  const { domain, baseline } = part
  turn.effects.push({
    type: 'sendCommand',
    domain,
    command: name,
    ...(baseline !== undefined && { baseline }),
  })
  audit(turn, 'command', { domain, command: name, ...(baseline !== undefined && { baseline }) })
}

export function fail(turn: Turn, failure: Failure): void {
  turn.campaign.failures.push(failure)
  turn.durable = true
  audit(turn, 'failure', { ...failure })
}

export function audit(turn: Turn, event: string, details: Record<string, unknown>): void {
  turn.effects.push({ type: 'audit', event, details })
}
