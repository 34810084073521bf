/** Carries out what was accepted: the first job, step by step, then the next one, then the next operation. */
import type { CleanupOutcome } from '../agent.ts'
import { confirmAfterBoot, settle } from './settle.ts'
import {
  atWork,
  hasBegun,
  type Job,
  type Operation,
  type OperationAction,
  type Problem,
  type Run,
  type Step,
  type Track,
  waiting,
} from './state.ts'
import { begun, failed, nextStep, phaseOf, succeeded } from './steps.ts'
import { beginRun, save, type Turn, tell, withAction, withTracks } from './turn.ts'

type NextStep = NonNullable<Run['step']>

/** Goes on as far as it goes: until the author's code runs, or a message from outside is awaited. */
export function advance(turn: Turn): void {
  let moved = true
  while (moved && !turn.state.run && !turn.state.stopping) moved = advanceOnce(turn)
}

/** False where nothing can be done. */
function advanceOnce(turn: Turn): boolean {
  const operation = atWork(turn.state)
  if (!operation) return beginWaiting(turn)
  if (operation.stage.name === 'identifying') return identify(turn, operation)
  const [job] = operation.jobs
  if (!job) return confirmAfterBoot(turn, operation)
  if (!job.begun) return beginJob(turn, operation, job)
  const step = nextStep(operation, job, turn.state.bootId)
  return step ? takeStep(turn, operation, step) : settle(turn, operation, job)
}

function beginWaiting(turn: Turn): boolean {
  const next = waiting(turn.state)
  if (!next) return false
  tell(turn, save(turn, next, { stage: { name: 'identifying' } }), 'IDENTIFYING')
  return true
}

function identify(turn: Turn, { activityId, desired }: Operation): boolean {
  const run = beginRun(turn, activityId)
  turn.effects.push({ type: 'identify', run, activityId, desired })
  return true
}

/** The commit point: from here on an activated track is not taken back. */
function beginJob(turn: Turn, operation: Operation, job: Job): boolean {
  const commits = ({ state }: Track) =>
    job.command === 'CLEANUP' &&
    operation.supersededBy === undefined &&
    state.is === 'done' &&
    state.command === 'ACTIVATE'
  const tracks = withTracks(operation, job.tracks, (track) => (commits(track) ? { committed: true } : {}))
  save(turn, operation, { tracks, jobs: [{ ...job, begun: true }, ...operation.jobs.slice(1)] })
  return true
}

function takeStep(turn: Turn, operation: Operation, next: NextStep): boolean {
  const action = operation.actions[next.action]
  const track = action && operation.tracks[action.track]
  if (!action || !track) return false
  if (!turn.settings.implemented.includes(next.name)) stepDone(turn, operation, next, false)
  else if (turn.state.stuck.some(({ component }) => component === action.planned.component.id)) {
    stepFailed(turn, operation, next, stillRunning(action, next.name, turn.settings.domain))
  } else runStep(turn, operation, next, action, track)
  return true
}

function runStep(
  turn: Turn,
  operation: Operation,
  next: NextStep,
  action: OperationAction,
  track: Track,
): void {
  const { activityId } = operation
  const change = begun(action, next.name, track)
  save(turn, operation, { actions: withAction(operation, next.action, change) })
  turn.effects.push({
    type: 'runStep',
    run: beginRun(turn, activityId, next),
    activityId,
    step: next.name,
    action: action.planned,
    attempt: change.attempts?.[next.name] ?? 1,
    outcome: cleanupOutcome(action, track),
    scratch: action.scratch,
  })
  turn.effects.push({ type: 'publishProgress' })
}

function cleanupOutcome(action: OperationAction, { committed }: Track): CleanupOutcome {
  if (committed) return 'committed'
  return hasBegun(action) ? 'rolledBack' : 'unchanged'
}

function stillRunning({ planned }: OperationAction, step: Step, domain: string): Problem {
  const { id } = planned.component
  return {
    message: `${id}: an earlier step was aborted and does not end; restart the agent`,
    reason: {
      code: 'INTERRUPTED',
      phase: phaseOf[step],
      component: `${domain}:${id}`,
      domain,
      retryable: true,
    },
  }
}

/** A step has ended well. Marks that. */
export function stepDone(turn: Turn, operation: Operation, step: NextStep, rebootRequired: boolean): void {
  const action = operation.actions[step.action]
  if (!action) return
  const result = { bootId: turn.state.bootId, rebootRequired }
  const change = succeeded(action, step.name, operation, result)
  const saved = save(turn, operation, { actions: withAction(operation, step.action, change) })
  // Where nothing has to settle, an activated component is through at once, whatever others still have to do.
  const isThrough =
    step.name === 'activate' && !rebootRequired && !turn.settings.implemented.includes('settle')
  if (isThrough) stepDone(turn, saved, { ...step, name: 'settle' }, false)
}

/** A step has failed. The track keeps the first problem for the final status. */
export function stepFailed(turn: Turn, operation: Operation, step: NextStep, problem: Problem): void {
  const action = operation.actions[step.action]
  const track = action && operation.tracks[action.track]
  if (!action || !track) return
  save(turn, operation, {
    actions: withAction(operation, step.action, failed(action, step.name, problem, track)),
    tracks: withTracks(operation, [action.track], () => (track.problem ? {} : { problem })),
  })
}
