/** What a step does to its action: when it is needed, and what its beginning and end leave behind. */
import type { Command } from '../../../spec/index.ts'
import type { ActionStatus } from '../../../spec/statuses.ts'
import {
  hasBegun,
  type Job,
  type Operation,
  type OperationAction,
  type Problem,
  type Step,
  type Track,
} from './state.ts'

/** The steps of each command. A CLEANUP first takes back what was neither committed nor rolled back. */
export const stepsOf: Record<Command, Step[]> = {
  DOWNLOAD: ['download'],
  UPDATE: ['update'],
  ACTIVATE: ['activate', 'settle'],
  ROLLBACK: ['rollback'],
  CLEANUP: ['rollback', 'cleanup'],
}

/** The phase of the wire that a step belongs to. */
export const phaseOf: Record<Step, Command> = {
  download: 'DOWNLOAD',
  update: 'UPDATE',
  activate: 'ACTIVATE',
  settle: 'ACTIVATE',
  rollback: 'ROLLBACK',
  cleanup: 'CLEANUP',
}

/**
 * What a job has to run next: actions in the order of the plan, for a rollback in reverse; in ACTIVATE rank by rank, each
 * of which is activated and then settled. On the way forward the first failure ends the job; a rollback or cleanup goes
 * on, for one broken component must not hold the others.
 */
export function nextStep(
  operation: Operation,
  job: Job,
  bootId: string,
): { action: number; name: Step } | undefined {
  const all = operation.actions.map((action, index) => ({ action, index }))
  const mine = all.filter(({ action }) => job.tracks.includes(action.track))
  const names = stepsOf[job.command]
  const forward = job.command !== 'ROLLBACK' && job.command !== 'CLEANUP'
  if (forward && mine.some(({ action }) => names.some((name) => action.failed[name]))) return undefined
  for (const group of job.command === 'ACTIVATE' ? byRank(mine) : [mine]) {
    for (const name of names) {
      const inOrder = name === 'rollback' ? group.toReversed() : group
      const next = inOrder.find(({ action }) => needs(operation, action, name, bootId))
      if (next) return { action: next.index, name }
    }
  }
  return undefined
}

/** The lowest first. */
function byRank<T extends { action: OperationAction }>(actions: T[]): T[][] {
  const rankOf = ({ action }: T) => action.planned.rank ?? 0
  const ranks = [...new Set(actions.map(rankOf))].sort((one, other) => one - other)
  return ranks.map((rank) => actions.filter((action) => rankOf(action) === rank))
}

function needs(operation: Operation, action: OperationAction, step: Step, bootId: string): boolean {
  const track = operation.tracks[action.track]
  const done = action.done[step]
  if (!track || action.failed[step]) return false
  switch (step) {
    case 'download':
    case 'update':
      return !done
    case 'activate':
      return done?.bootId !== bootId
    case 'settle':
      return action.done.activate?.bootId === bootId && !isActivated(action, bootId)
    case 'rollback':
      if (!hasBegun(action) || track.committed || awaitsConfirmation(operation, track)) return false
      return !done || (done.rebootRequired && done.bootId !== bootId)
    case 'cleanup':
      // What a failed rollback has left is not touched any more: nobody can tell which version needs it.
      if (done || action.failed.rollback || awaitsConfirmation(operation, track)) return false
      return !awaitsRollback(operation, action.track, bootId)
  }
}

/** Through ACTIVATE in this boot; perhaps but for a reboot. */
export function isActivated({ done: { activate, settle } }: OperationAction, bootId: string): boolean {
  return activate?.bootId === bootId && (activate.rebootRequired || settle?.bootId === bootId)
}

/** Activated but for a reboot, under a manager that does not come back after it: the next boot decides. */
export function awaitsConfirmation(operation: Operation, { state }: Track): boolean {
  if (operation.rebootBarrier || operation.supersededBy !== undefined) return false
  return (state.is === 'awaitingReboot' || state.is === 'confirming') && state.command === 'ACTIVATE'
}

/** Rolled back but for a reboot. */
export function awaitsRollback(operation: Operation, track: number, bootId: string): boolean {
  return actionsOf(operation, track).some((action) => rebootPending(action, 'rollback', bootId))
}

export function rebootPending({ done }: OperationAction, step: Step, bootId: string): boolean {
  const result = done[step]
  return result?.rebootRequired === true && result.bootId === bootId
}

export function actionsOf(operation: Operation, track: number): OperationAction[] {
  return operation.actions.filter((action) => action.track === track)
}

type Statuses = Partial<Record<'running' | 'success' | 'failure', ActionStatus>>

const statuses: Record<Exclude<Step, 'cleanup'>, Statuses> = {
  download: { running: 'DOWNLOADING', success: 'DOWNLOAD_SUCCESS', failure: 'DOWNLOAD_FAILURE' },
  update: { running: 'UPDATING', success: 'UPDATE_SUCCESS', failure: 'UPDATE_FAILURE' },
  activate: { running: 'ACTIVATING', failure: 'ACTIVATION_FAILURE' },
  settle: { running: 'ACTIVATING', success: 'ACTIVATION_SUCCESS', failure: 'ACTIVATION_FAILURE' },
  rollback: { success: 'UPDATE_FAILURE', failure: 'UPDATE_FAILURE' },
}

const removal: Statuses = { running: 'REMOVING', success: 'REMOVAL_SUCCESS', failure: 'REMOVAL_FAILURE' }

function statusesOf(step: Step, action: OperationAction, committed: boolean): Statuses {
  if (step !== 'cleanup') return statuses[step]
  return committed && action.planned.removal ? removal : {}
}

type Change = Partial<OperationAction>

export function begun(action: OperationAction, step: Step, track: Track): Change {
  const { running } = statusesOf(step, action, track.committed)
  return {
    attempts: { ...action.attempts, [step]: (action.attempts[step] ?? 0) + 1 },
    ...(running && { status: running, progress: 0, ...plannedMessage(action) }),
  }
}

export function succeeded(
  action: OperationAction,
  step: Step,
  operation: Operation,
  result: { bootId: string; rebootRequired: boolean },
): Change {
  const track = operation.tracks[action.track]
  const { success, running } = statusesOf(step, action, track?.committed ?? false)
  const done = { ...action.done, [step]: result }
  if (step === 'cleanup') return { done, ...(success && { status: success, progress: 100 }) }
  if (step === 'rollback') {
    const blank = Object.keys(action.failed).length === 0
    return { done, status: 'UPDATE_FAILURE', progress: 0, ...(blank && { message: 'rolled back' }) }
  }
  if (!result.rebootRequired)
    return {
      done,
      ...(success && { status: success }),
      progress: success ? 100 : 0,
      ...plannedMessage(action),
    }
  const waits = operation.rebootBarrier
  const status = waits ? running : statuses.settle.success
  const message = waits ? 'waits for a reboot' : 'takes effect with the next reboot'
  return { done, ...(status && { status }), progress: 100, message }
}

export function failed(action: OperationAction, step: Step, problem: Problem, track: Track): Change {
  const { failure } = statusesOf(step, action, track.committed)
  const { message, reason } = problem
  return {
    failed: { ...action.failed, [step]: problem },
    ...(failure && { status: failure }),
    message,
    reason,
  }
}

function plannedMessage({ planned }: OperationAction): Change {
  return { message: planned.message ?? '' }
}
