/**
 * The owner's consent, asked once before a phase. An answer counts for the question that is open, and for no other:
 * it has to name the campaign, may name the command, and is used up once (a copy delivered again says nothing).
 */
import { activeParts, giveUpActive } from './route.ts'
import type { PhaseCommand, Position } from './state.ts'
import { audit, fail, type Turn, updatePart } from './turn.ts'

export interface ConsentAnswer {
  approved: boolean
  /** The command that is answered, where the answer says so. */
  command?: string
  /** Timestamp of the answer's envelope, ms; 0 where it had none. */
  timestamp: number
}

export function consentNeeded(turn: Turn, { command, group }: Position): boolean {
  const { consent } = turn.campaign
  if (group > 0 || !turn.settings.ownerConsentCommands.includes(command)) return false
  return !(consent?.command === command && consent.approved)
}

export function askConsent(turn: Turn, command: PhaseCommand): void {
  if (turn.campaign.consent?.command === command) return
  turn.campaign.consent = { command, askedAt: turn.now, approved: false }
  turn.durable = true
  turn.effects.push({ type: 'askConsent', command }, { type: 'reportRunning' })
  audit(turn, 'consentAsked', { command })
}

export function consentAnswered(turn: Turn, answer: ConsentAnswer): void {
  const { campaign } = turn
  const { consent, stage } = campaign
  if (!consent || consent.approved || stage.name !== 'gate') return
  if (answer.command !== undefined && answer.command !== consent.command) return
  if (answer.timestamp > 0 && campaign.usedConsents.includes(answer.timestamp)) return
  turn.durable = true
  campaign.usedConsents.push(answer.timestamp)
  audit(turn, 'consentAnswered', { command: consent.command, approved: answer.approved })
  if (!answer.approved) {
    return consentRefused(turn, stage, 'CONSENT_DENIED', `the owner denied ${consent.command}`)
  }
  campaign.consent = { ...consent, approved: true }
}

/** Denied, or not given in time: the campaign ends, and agents that have prepared something take it back. */
export function consentRefused(
  turn: Turn,
  position: Position,
  code: 'CONSENT_DENIED' | 'CONSENT_TIMEOUT',
  message: string,
): void {
  fail(turn, { message, reason: { code, phase: position.command, retryable: code === 'CONSENT_TIMEOUT' } })
  if (position.command !== 'DOWNLOAD') {
    for (const part of activeParts(turn.campaign)) updatePart(turn, part, { touched: true })
  }
  giveUpActive(turn, position)
}
