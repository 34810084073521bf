/**
 * The reboot barrier: when every other part is done, the manager writes down where it is, waits for the announced
 * time, and reboots. A reboot is known by the boot id, not by a restart of the process. After it, the parts that asked
 * for it are asked again, and so is every activated part that can be asked twice: what was healthy before a reboot
 * need not be healthy after it.
 */
import { allowDelay, rebootAttempts } from './reboot-policy.ts'
import { activeParts } from './route.ts'
import { type Campaign, isIdempotent, type Part, type Position, type Stage } from './state.ts'
import { audit, command, enter, fail, setPartState, type Turn, updatePart } from './turn.ts'

type Rebooting = Extract<Stage, { name: 'rebooting' }>

/** How many reboots one campaign may ask for. */
const mostReboots = 8

export function scheduleReboot(turn: Turn, resume: 'ACTIVATE' | 'ROLLBACK', position: Position): void {
  const { campaign, now, settings } = turn
  if (campaign.reboots >= mostReboots) {
    return giveUp(turn, { name: 'rebooting', resume, position, attempt: 0 }, 'REBOOT_LOOP')
  }
  const dueAt = settings.rebootEnabled && { dueAt: now + settings.rebootAfterMs }
  allowDelay(turn)
  enter(turn, { name: 'rebooting', resume, position, attempt: 1, ...dueAt })
  turn.effects.push({ type: 'reportRunning' })
  audit(turn, 'rebootScheduled', { resume, ...dueAt })
}

/** The announced time is over: reboot now, or, where a reboot was asked for and did not happen, try again. */
export function rebootDue(turn: Turn, stage: Rebooting): void {
  const attempt = stage.requestedAt === undefined ? stage.attempt : stage.attempt + 1
  if (attempt > rebootAttempts) return giveUp(turn, stage, 'REBOOT_FAILED')
  const { problem: _, ...rest } = stage
  const stillUp = stage.requestedAt !== undefined && { problem: 'the device is still up' }
  turn.campaign.stage = { ...rest, attempt, requestedAt: turn.now, ...stillUp }
  turn.durable = true
  turn.effects.push({ type: 'reportRunning' })
  requestReboot(turn, attempt)
}

/** What is under way is asked for once more, by a manager that has started again in the same boot. */
export function rebootAgain(turn: Turn, stage: Rebooting): void {
  if (stage.requestedAt !== undefined) requestReboot(turn, stage.attempt)
}

/** The device has something to finish first: it is asked again soon, as long as it may put the reboot off. */
export function rebootDelayed(turn: Turn, message: string): void {
  const { campaign, now, settings } = turn
  const dueAt = Math.min(now + settings.rebootDelayMs, campaign.rebootNotAfter ?? now)
  audit(turn, 'rebootDelayed', { message, dueAt })
  turn.durable = true
  if (campaign.stage.name !== 'rebooting') {
    campaign.rebootDue = dueAt
    campaign.reboots -= 1
    return
  }
  const { requestedAt: _, ...rest } = campaign.stage
  campaign.stage = { ...rest, dueAt, problem: `the device asks for time: ${message}` }
  turn.effects.push({ type: 'reportRunning' })
}

/** Whether a campaign still waits for the reboot that it had asked for then: it may have been cancelled since. */
export function stillWaits(now: Campaign | undefined, then: Campaign): boolean {
  if (now?.stage.name !== 'rebooting') return now?.rebootDue !== undefined
  const { resume, attempt } = now.stage
  return then.stage.name === 'rebooting' && then.stage.resume === resume && then.stage.attempt === attempt
}

function requestReboot(turn: Turn, attempt: number): void {
  const { campaign, now } = turn
  const mayWait = now < (campaign.rebootNotAfter ?? now)
  turn.effects.push({ type: 'reboot', attempt, mayWait })
  audit(turn, 'reboot', { attempt })
}

/** The reboot command failed: tried again after the announced time. */
export function rebootFailed(turn: Turn, stage: Rebooting, message: string): void {
  audit(turn, 'rebootFailed', { attempt: stage.attempt, message })
  if (stage.attempt >= rebootAttempts) return giveUp(turn, stage, 'REBOOT_FAILED', message)
  const { requestedAt: _, ...rest } = stage
  const dueAt = turn.now + turn.settings.rebootAfterMs
  turn.campaign.stage = { ...rest, attempt: stage.attempt + 1, dueAt, problem: message }
  turn.durable = true
  turn.effects.push({ type: 'reportRunning' })
}

/** After a good end, for agents that cannot ask for it. Given up, with a line in the audit log, after as many attempts. */
export function rebootAtTheEnd(turn: Turn): void {
  const { campaign, now, settings } = turn
  turn.durable = true
  campaign.reboots += 1
  if (campaign.reboots > rebootAttempts) {
    delete campaign.rebootDue
    return audit(turn, 'rebootGivenUp', { attempts: rebootAttempts })
  }
  campaign.rebootDue = now + settings.rebootTimeoutMs
  requestReboot(turn, campaign.reboots)
}

/** The machine has booted since the campaign was last at work. */
export function booted(turn: Turn, bootId: string): void {
  const { campaign } = turn
  campaign.bootId = bootId
  turn.durable = true
  audit(turn, 'booted', { bootId })
  const { stage } = campaign
  if (stage.name === 'rebooting') {
    // Only what a campaign asks for counts: a device may be switched off as often as its owner likes.
    campaign.reboots += 1
    enter(turn, stage.resume === 'ROLLBACK' ? backToRollback(stage.position) : backToPhase(stage.position))
  }
  if (!['phase', 'gate', 'rollingBack'].includes(campaign.stage.name)) return
  askAgain(turn)
  if (stage.name === 'gate' && activeParts(campaign).some(({ state }) => state.is === 'running')) {
    enter(turn, backToPhase(stage.command === 'ACTIVATE' ? { ...stage, group: stage.group - 1 } : stage))
  }
}

function backToPhase({ command, group }: Position): Stage {
  return { name: 'phase', command, group }
}

function backToRollback(position: Position): Stage {
  return { name: 'rollingBack', position }
}

function askAgain(turn: Turn): void {
  for (const part of turn.campaign.parts) {
    if (part.state.is === 'awaitingReboot') askAfterBoot(turn, part, part.state.command)
    else if (isActivated(turn, part) && isIdempotent(turn.campaign, part.domain))
      command(turn, part, 'ACTIVATE')
  }
}

/** A part whose transaction is lost meanwhile is not activated any more: its ROLLBACK comes when it is its turn. */
function askAfterBoot(turn: Turn, part: Part, asked: 'ACTIVATE' | 'ROLLBACK'): void {
  const lost = turn.campaign.transactions[part.transaction]?.state === 'failed'
  if (asked === 'ROLLBACK' || !lost) command(turn, part, asked)
}

function isActivated({ campaign }: Turn, part: Part): boolean {
  const active = campaign.transactions[part.transaction]?.state === 'active'
  return active && part.state.is === 'ready' && part.state.after === 'ACTIVATE'
}

/** No reboot is to be had: the parts that need it have failed. */
function giveUp(turn: Turn, stage: Rebooting, code: 'REBOOT_FAILED' | 'REBOOT_LOOP', cause?: string): void {
  const text =
    code === 'REBOOT_LOOP' ? `more than ${mostReboots} reboots asked for` : 'the device did not reboot'
  for (const part of turn.campaign.parts) {
    if (part.state.is !== 'awaitingReboot') continue
    const { domain } = part
    fail(turn, {
      domain,
      message: cause ? `${text}: ${cause}` : text,
      reason: { code, phase: part.state.command, domain, retryable: code === 'REBOOT_FAILED' },
    })
    if (part.state.command === 'ROLLBACK') updatePart(turn, part, { rollback: 'failed' })
    setPartState(turn, part, { is: 'failed', command: part.state.command })
  }
  enter(turn, stage.resume === 'ROLLBACK' ? backToRollback(stage.position) : backToPhase(stage.position))
}
