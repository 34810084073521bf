/** A desired state has arrived: a new one, the same again, or one that the operation at work has to give way to. */
import { standing } from './answers.ts'
import type { Event } from './events.ts'
import { finish, superseded } from './finish.ts'
import { interrupt, interruptIdentification } from './interrupt.ts'
import { atWork, type Operation, waiting } from './state.ts'
import { find, save, type Turn, tell } from './turn.ts'

type DesiredStateEvent = Extract<Event, { type: 'desiredState' }>

export function desiredState(turn: Turn, event: DesiredStateEvent): void {
  const { activityId } = event
  const known = find(turn, activityId)
  if (known) return repeat(turn, known)
  const queued = waiting(turn.state)
  const current = atWork(turn.state)
  if (queued) finish(turn, queued, superseded(activityId))
  if (current) supersede(turn, current, activityId)
  tell(turn, save(turn, newOperation(turn, event)), 'IDENTIFYING')
}

function newOperation({ state, now }: Turn, event: DesiredStateEvent): Operation {
  const { activityId, document, desired } = event
  return {
    activityId,
    sequence: Math.max(0, ...state.operations.map((operation) => operation.sequence)) + 1,
    receivedAt: now,
    desired,
    baselines: document.baselines ?? [],
    rebootBarrier: document.rebootBarrier === true,
    stage: { name: 'waiting' },
    tracks: [],
    actions: [],
    jobs: [],
    asked: [],
  }
}

/** A manager that asks for the plan again gets it, and then hears how far it was carried out. */
function repeat(turn: Turn, operation: Operation): void {
  const { name } = operation.stage
  if (name === 'finished') return tell(turn, operation, 'FINAL')
  if (name === 'open') tell(turn, operation, 'IDENTIFIED')
  tell(turn, operation, ...standing(operation))
}

/** What is committed is finished; everything else is rolled back where it was touched, and cleaned up. */
function supersede(turn: Turn, operation: Operation, by: string): void {
  const marked = save(turn, operation, { supersededBy: by })
  if (operation.stage.name === 'identifying') {
    interruptIdentification(turn, operation)
    return finish(turn, marked, superseded(by))
  }
  const ending = operation.jobs.filter(({ command }) => command === 'CLEANUP').flatMap(({ tracks }) => tracks)
  const open = operation.tracks.flatMap(({ state, committed }, index) =>
    committed || state.is === 'cleaned' || ending.includes(index) ? [] : [index],
  )
  if (open.length === 0) return
  const { jobs } = interrupt(turn, marked, open)
  save(turn, marked, { jobs: [...jobs, { command: 'CLEANUP', tracks: open, begun: false }] })
}

/** A desired state that cannot be taken is answered, unless its activity is known by a better one. */
export function rejected(turn: Turn, event: Extract<Event, { type: 'rejected' }>): void {
  const { activityId, problem } = event
  if (find(turn, activityId)) return
  turn.effects.push({
    type: 'publish',
    activityId,
    feedback: { status: 'IDENTIFICATION_FAILED', ...problem },
    final: false,
  })
}
