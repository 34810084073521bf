/** How a job ends: what its tracks are then, who is told, and whether the operation ends with it. */
import type { Command } from '../../../spec/index.ts'
import { finish } from './finish.ts'
import type { Job, Operation, OperationAction, Step, Track, TrackState } from './state.ts'
import {
  actionsOf,
  awaitsConfirmation,
  awaitsRollback,
  isActivated,
  rebootPending,
  stepsOf,
} from './steps.ts'
import { overlap, tracksFor } from './tracks.ts'
import { save, type Turn, tell, withTracks } from './turn.ts'

/** The job has nothing left to run. */
export function settle(turn: Turn, operation: Operation, { command, tracks }: Job): boolean {
  const { bootId } = turn.state
  const changed = save(turn, operation, {
    jobs: operation.jobs.slice(1),
    tracks: withTracks(operation, tracks, (track, index) => ({
      state:
        command === 'CLEANUP'
          ? afterCleanup(operation, track, index, bootId)
          : afterPhase(operation, command, tracks, index, bootId),
    })),
  })
  for (const asked of operation.asked) {
    const concerned = overlap(tracksFor(operation, asked.baseline) ?? [], tracks)
    if (asked.command === command && concerned) tell(turn, changed, { asked })
  }
  if (changed.tracks.every(({ state }) => state.is === 'cleaned')) finish(turn, changed)
  return true
}

const stepOf = { DOWNLOAD: 'download', UPDATE: 'update', ACTIVATE: 'activate', ROLLBACK: 'rollback' } as const

/**
 * On the way forward a job is one unit: where an action fails, no track succeeds that is not through. On the way back
 * each track stands for itself.
 */
function afterPhase(
  operation: Operation,
  command: Exclude<Command, 'CLEANUP'>,
  tracks: readonly number[],
  index: number,
  bootId: string,
): TrackState {
  const step = stepOf[command]
  const own = actionsOf(operation, index)
  const all = operation.actions.filter(({ track }) => tracks.includes(track))
  const problem = firstProblem(command === 'ROLLBACK' ? own : all, stepsOf[command])
  if (problem && !own.every((action) => isThrough(action, step, bootId))) {
    return { is: 'failed', command, problem }
  }
  const pending = own.some((action) => rebootPending(action, step, bootId))
  if (pending && (command === 'ACTIVATE' || command === 'ROLLBACK')) {
    return { is: 'awaitingReboot', command, bootId }
  }
  return { is: 'done', command, bootId }
}

function firstProblem(actions: OperationAction[], steps: readonly Step[]) {
  return actions.flatMap(({ failed }) => steps.flatMap((step) => failed[step] ?? []))[0]
}

function isThrough(action: OperationAction, step: Step, bootId: string): boolean {
  const { done, failed } = action
  if (failed[step]) return false
  return step === 'activate' ? !failed.settle && isActivated(action, bootId) : done[step] !== undefined
}

function afterCleanup(operation: Operation, track: Track, index: number, bootId: string): TrackState {
  const { state } = track
  if (awaitsRollback(operation, index, bootId)) return { is: 'confirming', command: 'ROLLBACK', bootId }
  if (awaitsConfirmation(operation, track) && 'bootId' in state) {
    return { is: 'confirming', command: 'ACTIVATE', bootId: state.bootId }
  }
  const problem = firstProblem(actionsOf(operation, index), ['cleanup'])
  return { is: 'cleaned', ...(problem && { problem }) }
}

/**
 * The boot that was awaited has come, and no manager will ask: the agent sees for itself, and ends the operation.
 * False where there is nothing of the kind.
 */
export function confirmAfterBoot(turn: Turn, operation: Operation): boolean {
  const booted = operation.tracks.flatMap(({ state }, index) =>
    state.is === 'confirming' && state.bootId !== turn.state.bootId
      ? [{ index, command: state.command }]
      : [],
  )
  if (booted.length === 0) return false
  const activated = booted.filter(({ command }) => command === 'ACTIVATE').map(({ index }) => index)
  const cleanup: Job = { command: 'CLEANUP', tracks: booted.map(({ index }) => index), begun: false }
  const verify: Job = { command: 'ACTIVATE', tracks: activated, begun: false }
  save(turn, operation, { jobs: activated.length > 0 ? [verify, cleanup] : [cleanup] })
  return true
}
