/** The end of an operation: its final status, and what is kept of it. */
import { outcomeOf } from './answers.ts'
import type { Operation, OperationAction, Outcome } from './state.ts'
import { save, type Turn, tell } from './turn.ts'

/** Finished operations that are kept, so that one that is asked for again is answered and not carried out again. */
const kept = 20

export function finish(turn: Turn, operation: Operation, outcome: Outcome = outcomeAtEnd(operation)): void {
  const finished = save(turn, operation, {
    stage: { name: 'finished', finishedAt: turn.now, reported: false, ...outcome },
    jobs: [],
    // Configuration may hold secrets, and nobody needs it any more.
    desired: { id: operation.desired.id },
    actions: operation.actions.map(withoutDetail),
  })
  // The answer to a CLEANUP says how it has ended.
  const cleanups = operation.asked.filter(({ command }) => command === 'CLEANUP')
  const answered = cleanups.some(({ baseline }) => baseline === undefined || !operation.supersededBy)
  if (!answered) tell(turn, finished, 'FINAL')
  const { activityId } = operation
  turn.effects.push({ type: 'endOperation', activityId, committed: outcome.status === 'COMPLETED' })
  turn.effects.push({ type: 'publishInventory' })
  forgetOldest(turn)
}

function outcomeAtEnd(operation: Operation): Outcome {
  const all = operation.tracks.map((_, index) => index)
  const outcome = outcomeOf(operation, all)
  const { supersededBy } = operation
  const inOrder = outcome.status === 'INCOMPLETE' && outcome.reason?.code !== 'ROLLBACK_FAILED'
  return supersededBy !== undefined && inOrder ? superseded(supersededBy) : outcome
}

export function superseded(by: string): Outcome {
  return {
    status: 'SUPERSEDED',
    message: `superseded by ${by}`,
    reason: { code: 'SUPERSEDED', retryable: false },
  }
}

function withoutDetail(action: OperationAction): OperationAction {
  return { ...action, planned: { component: action.planned.component }, scratch: {} }
}

function forgetOldest(turn: Turn): void {
  const finished = turn.state.operations.filter(({ stage }) => stage.name === 'finished')
  const oldest = finished
    .sort((one, other) => one.sequence - other.sequence)
    .slice(0, Math.max(0, finished.length - kept))
  turn.state = {
    ...turn.state,
    operations: turn.state.operations.filter((operation) => !oldest.includes(operation)),
  }
}
