/** How a part's state follows from what its agent says of the command it was given. */
import type { Action, Command, DesiredStateFeedback, ErrorCode } from '../../spec/index.ts'
import { meaningOf } from './dialect.ts'
import { mergeActions, plainFailure, sameActions } from './feedback.ts'
import {
  type Campaign,
  type Failure,
  isIdempotent,
  type Part,
  type Participant,
  type PartState,
  type ToldWait,
} from './state.ts'
import { audit, fail, setPartState, type Turn, updatePart, updateParticipant } from './turn.ts'

/** An agent's feedback after identification. */
export function partFeedback(turn: Turn, participant: Participant, feedback: DesiredStateFeedback): void {
  const { domain } = participant
  // An answer to a command of an earlier boot, which the broker has kept: what was true then need not be true now.
  if (feedback.boot !== undefined && feedback.boot !== turn.campaign.bootId) return
  const actions = mergeActions(participant.actions, feedback.actions ?? [])
  const progress = !sameActions(actions, participant.actions)
  if (progress) {
    updateParticipant(turn, domain, { actions })
    turn.effects.push({ type: 'reportRunning' })
  }
  for (const part of turn.campaign.parts) {
    if (part.domain !== domain || !isAddressed(turn.campaign, part, feedback)) continue
    partAnswered(turn, part, feedback, actions, progress)
  }
}

/** Where there is but one baseline, its title means everything. */
function isAddressed({ document }: Campaign, { baseline }: Part, feedback: DesiredStateFeedback): boolean {
  const everything = !feedback.baseline || feedback.baseline === '*' || (document.baselines?.length ?? 0) <= 1
  return everything || feedback.baseline === baseline
}

function partAnswered(
  turn: Turn,
  part: Part,
  feedback: DesiredStateFeedback,
  actions: Action[],
  progress: boolean,
): void {
  const command = commandOf(part)
  if (command === undefined) return
  switch (meaningOf(feedback.status, command)) {
    case 'running':
      return stillRunning(turn, part, feedback, progress)
    case 'success':
      return partSucceeded(turn, part, command)
    case 'failure':
      return partFailed(turn, part, command, plainFailure(part.domain, feedback, actions, command))
    case 'completed':
      audit(turn, 'completedByItself', { domain: part.domain, command })
      return setPartState(turn, part, { is: 'released' })
    case 'unrelated':
  }
}

/** The command whose answer is awaited. A paused download may have ended before PAUSE reached the agent. */
function commandOf({ state }: Part): Command | undefined {
  if (state.is === 'paused') return 'DOWNLOAD'
  return state.is === 'running' ? state.command : undefined
}

function stillRunning(turn: Turn, part: Part, feedback: DesiredStateFeedback, progress: boolean): void {
  const { state } = part
  if (state.is !== 'running') return
  const { command, wait: before, ...rest } = state
  if (feedback.rebootRequired && (command === 'ACTIVATE' || command === 'ROLLBACK')) {
    audit(turn, 'rebootRequired', { domain: part.domain, command })
    return setPartState(turn, part, { is: 'awaitingReboot', command })
  }
  // The same words again are no progress, but the first ones show that the command has arrived.
  const first = state.progressAt === state.since
  const wait = waitAfter(before, feedback, turn.now)
  const isMoving = progress || first || (before && !wait)
  const progressAt = isMoving ? Math.max(turn.now, state.since + 1) : state.progressAt
  // Whoever restarts asks again; a wait that is longer than that may take is remembered.
  const known = before?.until ?? turn.now
  if (wait && wait.until - known > turn.settings.phaseTimeoutMs) turn.durable = true
  updatePart(turn, part, { state: { ...rest, command, progressAt, ...(wait && { wait }) } })
}

/** Nobody is believed to wait on purpose for longer than this, ms: an agent that has died meanwhile is found out. */
const longestWaitMs = 7 * 24 * 3_600_000

/** What the agent says of a wait: feedback with actions either tells of one or ends it. */
function waitAfter(
  before: ToldWait | undefined,
  { actions }: DesiredStateFeedback,
  now: number,
): ToldWait | undefined {
  if (!actions) return before
  const waitMs = Math.max(0, ...actions.map((action) => action.waitMs ?? 0))
  if (waitMs === 0) return undefined
  return { since: before?.since ?? now, until: now + Math.min(waitMs, longestWaitMs) }
}

function partSucceeded(turn: Turn, part: Part, command: Command): void {
  audit(turn, 'done', {
    domain: part.domain,
    command,
    ...(part.baseline !== undefined && { baseline: part.baseline }),
  })
  if (command === 'ROLLBACK') updatePart(turn, part, { rollback: 'done' })
  if (part.silent) updatePart(turn, part, { silent: false })
  const state: PartState = command === 'CLEANUP' ? { is: 'released' } : { is: 'ready', after: command }
  setPartState(turn, part, state, !isIdempotent(turn.campaign, part.domain))
}

/**
 * A failure ends the part's phase, except that of CLEANUP: what is committed stays, and the backend is told. Only one
 * that has fallen back by itself is not committed any more, whatever was decided.
 */
export function partFailed(turn: Turn, part: Part, command: Command, failure: Failure): void {
  if (command === 'CLEANUP') {
    const code: ErrorCode = failure.reason.code === 'FELL_BACK' ? 'FELL_BACK' : 'CLEANUP_FAILED'
    const reason = { ...failure.reason, code, phase: command }
    fail(turn, { ...failure, message: `cleanup: ${failure.message}`, reason })
    return setPartState(turn, part, { is: 'released' })
  }
  if (command === 'ROLLBACK') {
    const code: ErrorCode = 'ROLLBACK_FAILED'
    fail(turn, { ...failure, message: `rollback: ${failure.message}`, reason: { ...failure.reason, code } })
    updatePart(turn, part, { rollback: 'failed' })
  } else {
    fail(turn, failure)
  }
  setPartState(turn, part, { is: 'failed', command })
}
