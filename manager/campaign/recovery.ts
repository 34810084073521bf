/** Going on after the manager, an agent or the broker was away. */
import { booted, rebootAgain } from './reboot.ts'
import { isIdempotent } from './state.ts'
import { sendCommand, type Turn, updatePart, updateParticipant } from './turn.ts'

/**
 * The manager has started with this state on its disk. Whatever was under way is asked for again where that is safe,
 * and everybody gets the full time from now on.
 */
export function recover(turn: Turn, bootId: string): void {
  const { campaign, now } = turn
  turn.durable = true
  for (const participant of campaign.participants) {
    if (participant.identification.is !== 'pending') continue
    updateParticipant(turn, participant.domain, { identification: { is: 'pending', progressAt: now } })
  }
  for (const part of campaign.parts) {
    if (part.state.is === 'running') updatePart(turn, part, { state: { ...part.state, progressAt: now } })
  }
  if (campaign.consent && !campaign.consent.approved) {
    campaign.consent = { ...campaign.consent, askedAt: now }
    turn.effects.push({ type: 'askConsent', command: campaign.consent.command })
  }
  const { stage } = campaign
  if (stage.name === 'rebooting' && stage.dueAt !== undefined) {
    // The clock may have been set back meanwhile.
    campaign.stage = { ...stage, dueAt: Math.min(stage.dueAt, now + turn.settings.rebootAfterMs) }
  }
  askOpenAgain(turn)
  const hasBooted = campaign.bootId !== bootId
  if (hasBooted) booted(turn, bootId)
  else if (stage.name === 'rebooting') rebootAgain(turn, stage)
  if (campaign.stage.name === 'finished') {
    if (hasBooted) delete campaign.rebootDue
    if (!campaign.reported) turn.effects.push({ type: 'finish' })
    return
  }
  turn.effects.push({ type: 'reportRunning' })
}

/** The connection, or the agent, was away: what may have been lost is sent again to those who bear it twice. */
export function askOpenAgain(turn: Turn, domain?: string): void {
  const { campaign } = turn
  const concerned = (other: string) =>
    (domain === undefined || other === domain) && isIdempotent(campaign, other)
  for (const participant of campaign.participants) {
    const pending = campaign.stage.name === 'identifying' && participant.identification.is === 'pending'
    if (pending && concerned(participant.domain)) {
      turn.effects.push({ type: 'sendDesiredState', domain: participant.domain })
    }
  }
  for (const part of campaign.parts) {
    if (!concerned(part.domain)) continue
    if (part.state.is === 'running') sendCommand(turn, part, part.state.command)
    if (part.state.is === 'paused') sendCommand(turn, part, 'PAUSE')
  }
}

/** The clock was set: every time from which a wait is measured moves with it, so that nobody is late or early by it. */
export function shiftTimes(turn: Turn, by: number): void {
  const { campaign } = turn
  turn.durable = true
  campaign.since += by
  const { stage, consent } = campaign
  if (consent) campaign.consent = { ...consent, askedAt: consent.askedAt + by }
  if (campaign.rebootDue !== undefined) campaign.rebootDue += by
  if (campaign.rebootNotAfter !== undefined) campaign.rebootNotAfter += by
  if (stage.name === 'rebooting') {
    const { dueAt, requestedAt } = stage
    campaign.stage = {
      ...stage,
      ...(dueAt !== undefined && { dueAt: dueAt + by }),
      ...(requestedAt !== undefined && { requestedAt: requestedAt + by }),
    }
  }
  for (const { domain, identification } of campaign.participants) {
    if (identification.is !== 'pending') continue
    updateParticipant(turn, domain, {
      identification: { is: 'pending', progressAt: identification.progressAt + by },
    })
  }
  for (const part of campaign.parts) {
    const { state } = part
    if (state.is === 'paused') updatePart(turn, part, { state: { ...state, since: state.since + by } })
    if (state.is !== 'running') continue
    const { since, progressAt, wait } = state
    const moved = wait && { wait: { since: wait.since + by, until: wait.until + by } }
    updatePart(turn, part, { state: { ...state, since: since + by, progressAt: progressAt + by, ...moved } })
  }
}
