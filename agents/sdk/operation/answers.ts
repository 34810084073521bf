/** Where an operation stands, in the words of the wire. Everything is derived from the state, and so can be repeated. */
import { type Action, type DesiredStateFeedback, phaseStatuses } from '../../../spec/index.ts'
import type { Answer, Telling } from './events.ts'
import {
  type AgentState,
  type Asked,
  atWork,
  hasBegun,
  type Operation,
  type OperationAction,
  type Outcome,
  type Problem,
  type Run,
  type Stage,
  type Track,
} from './state.ts'
import { overlap, tracksFor } from './tracks.ts'
import { verdictOn } from './verdict.ts'

/** The answer to a command, and for CLEANUP the final status after it. */
function answersTo(operation: Operation, asked: Asked, bootId: string): Answer[] {
  const tracks = tracksFor(operation, asked.baseline) ?? []
  const answer = { ...scopeOf(asked), ...phaseAnswer(operation, asked, tracks, bootId) }
  const over = [phaseStatuses.CLEANUP.success, phaseStatuses.CLEANUP.failure] as string[]
  if (!over.includes(answer.status)) return [answer]
  const { stage } = operation
  const whole = tracks.length === operation.tracks.length
  const outcome = whole && stage.name === 'finished' ? outcomeIn(stage) : outcomeOf(operation, tracks)
  return [answer, { ...scopeOf(asked), ...outcome }]
}

function phaseAnswer(operation: Operation, { command }: Asked, tracks: number[], bootId: string): Answer {
  const words = phaseStatuses[command]
  switch (verdictOn(operation, tracks, command, bootId)) {
    case 'running':
      return { status: words.running }
    case 'ready':
      return { status: words.running, message: command === 'DOWNLOAD' ? 'paused' : `waits for ${command}` }
    case 'awaitingReboot':
      return operation.rebootBarrier
        ? { status: words.running, message: 'waits for a reboot', rebootRequired: true }
        : { status: words.success, message: 'takes effect with the next reboot' }
    case 'failed':
      return { status: words.failure, ...problemOf(operation, tracks, command) }
    case 'refused':
      return { status: words.failure, ...interrupted(command) }
    case 'done':
      return { status: words.success }
  }
}

/** What an answer repeats of the command that it answers. */
export function scopeOf({ baseline, boot }: Asked): { baseline?: string; boot?: string } {
  return { ...(baseline !== undefined && { baseline }), ...(boot !== undefined && { boot }) }
}

function interrupted(command: string): Problem {
  const message = `${command} was interrupted by a later command`
  return { message, reason: { code: 'INTERRUPTED', phase: command, retryable: false } }
}

function problemOf(operation: Operation, tracks: number[], command: string): Problem | undefined {
  for (const index of tracks) {
    const state = operation.tracks[index]?.state
    if (state?.is === 'failed' && state.command === command) return state.problem
    if (state?.is === 'cleaned' && command === 'CLEANUP' && state.problem) return state.problem
  }
  return undefined
}

/** How the given tracks have ended, or will end. */
export function outcomeOf(operation: Operation, tracks: readonly number[]): Outcome {
  const chosen = operation.tracks.filter((_, index) => tracks.includes(index))
  const actions = operation.actions.filter(({ track }) => tracks.includes(track))
  const broken = actions.find(({ failed }) => failed.rollback)?.failed.rollback
  if (broken) {
    const message = `rollback failed: ${broken.message}`
    return { status: 'INCOMPLETE', message, reason: { ...broken.reason, code: 'ROLLBACK_FAILED' } }
  }
  const landed = ({ committed, state }: Track) =>
    committed || (state.is === 'confirming' && state.command === 'ACTIVATE')
  if (chosen.every(landed)) return { status: 'COMPLETED' }
  const problem = chosen.find((track) => track.problem)?.problem
  if (problem) return { status: 'INCOMPLETE', ...problem }
  return { status: 'INCOMPLETE', message: actions.some(hasBegun) ? 'rolled back' : 'nothing was changed' }
}

export function outcomeIn(stage: Outcome): Outcome {
  const { status, message, reason } = stage
  return { status, ...(message !== undefined && { message }), ...(reason && { reason }) }
}

/** What is said again when somebody may have missed it. */
export function standing({ stage, asked }: Operation): Telling['what'][] {
  const heard = asked.map((entry) => ({ asked: entry }))
  switch (stage.name) {
    case 'waiting':
    case 'identifying':
      return ['IDENTIFYING']
    case 'open':
      return heard.length > 0 ? heard : ['IDENTIFIED']
    case 'finished': {
      const cleanups = heard.filter((entry) => entry.asked.command === 'CLEANUP')
      return cleanups.length > 0 ? cleanups : ['FINAL']
    }
  }
}

/** How far the job under way has come; empty where nobody asked for it. */
export function progressFeedback(operation: Operation, domain: string, { state, now }: Moment) {
  const [job] = operation.jobs
  if (!job) return []
  const answers = operation.asked
    .filter(({ command }) => command === job.command)
    .filter(({ baseline }) => overlap(tracksFor(operation, baseline) ?? [], job.tracks))
    .flatMap((asked) => answersTo(operation, asked, state.bootId))
  return answers.map((answer) => feedbackOf(operation, answer, domain, { state, now }))
}

/** When something is said. */
export interface Moment {
  state: AgentState
  /** ms since the epoch */
  now: number
}

/** Every feedback carries all actions. */
export function feedbackOf(
  operation: Operation,
  answer: Answer,
  domain: string,
  { state: { run }, now }: Moment,
): DesiredStateFeedback {
  const actions = operation.actions.map((action, index) => {
    const isUnderWay = run?.activityId === operation.activityId && run.step?.action === index
    const waitMs = isUnderWay ? waitLeft(run, now) : 0
    return { ...actionOf(action, domain), ...(waitMs > 0 && { waitMs }) }
  })
  return { ...answer, ...(actions.length > 0 && { actions }) }
}

/** What is left of the wait that a run has told, ms. The clock may have been set since. */
function waitLeft({ wait, aborting }: Run, now: number): number {
  return !wait || aborting ? 0 : Math.min(wait.ms, Math.max(0, wait.at + wait.ms - now))
}

function actionOf({ planned, status, progress, message, reason }: OperationAction, domain: string): Action {
  const { id, version } = planned.component
  return {
    component: { id: `${domain}:${id}`, version },
    status,
    ...(progress > 0 && { progress }),
    ...(message && { message }),
    ...(reason && { reason }),
  }
}

/** The feedback of one telling; none where the operation has moved on so far that there is nothing to say. */
export function answersFor(operation: Operation, what: Telling['what'], state: AgentState): Answer[] {
  if (what === 'IDENTIFYING') return [identifying(operation.stage, state)]
  if (what === 'IDENTIFIED') return [{ status: 'IDENTIFIED' }]
  if (what === 'FINAL') return operation.stage.name === 'finished' ? [outcomeIn(operation.stage)] : []
  return 'asked' in what ? answersTo(operation, what.asked, state.bootId) : [what.answer]
}

function identifying(stage: Stage, state: AgentState): Answer {
  if (stage.name !== 'waiting') return { status: 'IDENTIFYING' }
  const first = atWork(state)
  return {
    status: 'IDENTIFYING',
    ...(first && { message: `waits for ${first.activityId} to end${why(first)}` }),
  }
}

function why({ tracks }: Operation): string {
  return tracks.some(({ state }) => state.is === 'confirming') ? ', which takes a reboot' : ''
}
