/** What happens when a deadline has passed. */
import { formatDuration } from '../../platform/config/duration.ts'
import { consentRefused } from './consent.ts'
import { consentDeadline, identificationDeadline, partDeadline, rebootDeadline } from './deadlines.ts'
import { partFailed } from './parts.ts'
import { rebootAtTheEnd, rebootDue } from './reboot.ts'
import type { Part, Participant } from './state.ts'
import { fail, type Turn, updatePart, updateParticipant } from './turn.ts'

/** Carries out what is due. */
export function checkDeadlines(turn: Turn): void {
  const { campaign, now, settings } = turn
  for (const participant of campaign.participants) {
    const deadline = identificationDeadline(campaign, participant, settings)
    if (deadline !== undefined && deadline <= now) identificationTimedOut(turn, participant)
  }
  for (const part of campaign.parts) {
    const deadline = partDeadline(part, settings)
    if (deadline !== undefined && deadline <= now) partTimedOut(turn, part)
  }
  const consent = consentDeadline(campaign, settings)
  if (consent !== undefined && consent <= now && campaign.stage.name === 'gate') {
    const text = `no consent to ${campaign.stage.command} within ${formatDuration(settings.ownerConsentTimeoutMs)}`
    consentRefused(turn, campaign.stage, 'CONSENT_TIMEOUT', text)
  }
  if (campaign.stage.name === 'rebooting') {
    const deadline = rebootDeadline(campaign.stage, settings)
    if (deadline !== undefined && deadline <= now) rebootDue(turn, campaign.stage)
  }
  if (campaign.stage.name === 'finished' && (campaign.rebootDue ?? Number.POSITIVE_INFINITY) <= now) {
    rebootAtTheEnd(turn)
  }
}

function identificationTimedOut(turn: Turn, { domain }: Participant): void {
  const message = `no answer to the desired state within ${formatDuration(turn.settings.phaseTimeoutMs)}`
  fail(turn, { domain, message, reason: { code: 'NO_ANSWER', phase: 'IDENTIFY', domain, retryable: true } })
  updateParticipant(turn, domain, { identification: { is: 'failed', silent: true } })
}

function partTimedOut(turn: Turn, part: Part): void {
  if (part.state.is !== 'running') return
  const { command, wait } = part.state
  const { domain } = part
  const after = wait ? ' after the wait that it had told of' : ''
  const message = `no progress in ${command} within ${formatDuration(turn.settings.phaseTimeoutMs)}${after}`
  updatePart(turn, part, { silent: true })
  partFailed(turn, part, command, {
    domain,
    message,
    reason: { code: 'NO_ANSWER', phase: command, domain, retryable: true },
  })
}
