/** CANCEL, PAUSE, RESUME and supersede: what they do depends on how far the campaign has come. */
import type { ErrorCode } from '../../spec/index.ts'
import { clean, finish, release } from './cleanup.ts'
import { overallFeedback } from './feedback.ts'
import { giveUpActive } from './route.ts'
import { isIdempotent, type Position, participantOf, type Stop } from './state.ts'
import { audit, command, sendCommand, setPartState, type Turn } from './turn.ts'

/** Ends the campaign: what is not committed is taken back. Refused once CLEANUP has begun. */
export function stop(turn: Turn, why: Stop): void {
  const { campaign } = turn
  const { stage } = campaign
  if (stage.name === 'cleaning' || stage.name === 'finished') {
    const end = stage.name === 'finished' ? 'it has ended' : 'it is committed'
    return refuse(turn, `too late to end the campaign: ${end}`)
  }
  if (campaign.stop) return
  campaign.stop = why
  campaign.paused = false
  turn.durable = true
  audit(turn, 'stopped', { ...why })
  // Whoever asked has word of it at once: what is under way may be silent for as long as a phase lasts.
  if (stage.name !== 'waiting' && stage.name !== 'identifying') turn.effects.push({ type: 'reportRunning' })
  switch (stage.name) {
    case 'waiting':
      return finish(turn)
    case 'identifying':
      return release(turn)
    case 'gate':
      return giveUpActive(turn, stage)
    case 'phase':
      return stopPhase(turn, stage)
    case 'rebooting':
      if (stage.resume === 'ACTIVATE') giveUpActive(turn, stage.position)
      return
    case 'rollingBack':
  }
}

/** A download is dropped at once. Later, an agent that can be interrupted is; the others finish the phase first. */
function stopPhase(turn: Turn, position: Position): void {
  if (position.command === 'DOWNLOAD') {
    turn.campaign.transactions = turn.campaign.transactions.map((transaction) => ({
      ...transaction,
      state: 'failed',
    }))
    return clean(turn)
  }
  for (const part of turn.campaign.parts) {
    if (part.state.is !== 'running' || !isIdempotent(turn.campaign, part.domain)) continue
    setPartState(turn, part, { is: 'failed', command: part.state.command })
  }
}

export function pause(turn: Turn): void {
  const { campaign } = turn
  if (campaign.paused || ['cleaning', 'finished'].includes(campaign.stage.name)) return
  campaign.paused = true
  turn.durable = true
  audit(turn, 'paused', {})
  turn.effects.push({ type: 'reportRunning' })
  for (const part of campaign.parts) {
    const { state } = part
    const pausable = participantOf(campaign, part.domain)?.capabilities.includes('pause')
    if (!pausable || state.is !== 'running' || state.command !== 'DOWNLOAD') continue
    setPartState(turn, part, { is: 'paused', since: turn.now })
    sendCommand(turn, part, 'PAUSE')
  }
}

export function resume(turn: Turn): void {
  const { campaign } = turn
  if (!campaign.paused) return
  campaign.paused = false
  if (campaign.consent) campaign.consent = { ...campaign.consent, askedAt: turn.now }
  turn.durable = true
  audit(turn, 'resumed', {})
  turn.effects.push({ type: 'reportRunning' })
  for (const part of campaign.parts) {
    if (part.state.is === 'paused') command(turn, part, 'DOWNLOAD')
  }
}

function refuse(turn: Turn, message: string): void {
  const code: ErrorCode = 'REFUSED'
  const feedback = overallFeedback(turn.campaign)
  turn.effects.push({
    type: 'report',
    feedback: { ...feedback, message, reason: { code, retryable: false } },
  })
  audit(turn, 'refused', { message })
}
