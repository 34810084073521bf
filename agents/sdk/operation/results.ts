/** What the author's code has come to. */
import type { Event } from './events.ts'
import { finish } from './finish.ts'
import { stepDone, stepFailed } from './jobs.ts'
import type { Operation, Run } from './state.ts'
import { formTracks } from './tracks.ts'
import { endRun, find, note, save, type Turn, tell, withAction } from './turn.ts'

type EventOf<Type extends Event['type']> = Extract<Event, { type: Type }>

/** The run that an event tells of, unless it was given up; then the event is the end of a stuck step, or nothing. */
function current(turn: Turn, id: number): { run: Run; operation: Operation } | undefined {
  const { run } = turn.state
  const operation = run && find(turn, run.activityId)
  return run && operation && run.id === id ? { run, operation } : undefined
}

function ended(turn: Turn, id: number): { run: Run; operation: Operation } | undefined {
  const found = current(turn, id)
  if (found) endRun(turn)
  turn.state = { ...turn.state, stuck: turn.state.stuck.filter(({ run }) => run !== id) }
  return found
}

export function identified(turn: Turn, event: EventOf<'identified'>): void {
  const found = ended(turn, event.run)
  if (!found || found.run.aborting) return
  const { operation } = found
  const { tracks, actions } = formTracks(event.plan, operation.baselines, turn.settings.domain)
  tell(turn, operation, 'IDENTIFIED')
  if (actions.length === 0) return finish(turn, operation, { status: 'COMPLETED' })
  save(turn, operation, { stage: { name: 'open' }, tracks, actions })
}

export function identificationFailed(turn: Turn, event: EventOf<'identificationFailed'>): void {
  const found = ended(turn, event.run)
  if (!found || found.run.aborting) return
  finish(turn, found.operation, { status: 'IDENTIFICATION_FAILED', ...event.problem })
}

/** What was done is done, also where the step was to be aborted. */
export function stepSucceeded(turn: Turn, event: EventOf<'stepDone'>): void {
  const found = ended(turn, event.run)
  if (!found?.run.step) return
  stepDone(turn, found.operation, found.run.step, event.rebootRequired)
  turn.effects.push({ type: 'publishProgress' })
}

/** An aborted step has not failed. */
export function stepBroke(turn: Turn, event: EventOf<'stepFailed'>): void {
  const found = ended(turn, event.run)
  if (!found?.run.step || found.run.aborting) return
  stepFailed(turn, found.operation, found.run.step, event.problem)
}

export function progress(turn: Turn, { run: id, percent, message, waitMs }: EventOf<'progress'>): void {
  const found = current(turn, id)
  if (!found?.run.step || found.run.aborting) return
  const action = found.operation.actions[found.run.step.action]
  // What a step back says must not hide why there is a way back.
  const hasFailed = found.run.step.name === 'rollback' && action?.reason !== undefined
  const isSaid = action?.progress === percent && action.message === message
  if (isSaid && isSameWait(found.run, waitMs, turn.now)) return
  const { wait: _, ...run } = found.run
  turn.state = { ...turn.state, run: waitMs ? { ...run, wait: { at: turn.now, ms: waitMs } } : run }
  const change = { progress: percent, ...(message !== undefined && !hasFailed && { message }) }
  note(turn, found.operation, { actions: withAction(found.operation, found.run.step.action, change) })
  turn.effects.push({ type: 'publishProgress' })
}

/**
 * Whoever waits and does not know for how long says the same again and again: it is passed on when a quarter of what was
 * told has passed.
 */
function isSameWait({ wait }: Run, waitMs: number | undefined, now: number): boolean {
  if (!wait || !waitMs) return false
  return Math.abs(now + waitMs - (wait.at + wait.ms)) < wait.ms / 4
}

/** Nobody waits any longer for an aborted run. As long as it goes on, its component is not touched. */
export function stuck(turn: Turn, event: EventOf<'stuck'>): void {
  const found = current(turn, event.run)
  if (!found) return
  endRun(turn)
  const { run, operation } = found
  const component = run.step && operation.actions[run.step.action]?.planned.component.id
  if (component === undefined) return
  turn.state = { ...turn.state, stuck: [...turn.state.stuck, { run: run.id, component }] }
}

export function scratch(turn: Turn, { run, key, value }: EventOf<'scratch'>): void {
  const found = current(turn, run)
  const action = found?.run.step && found.operation.actions[found.run.step.action]
  if (!found?.run.step || !action) return
  const change = { scratch: { ...action.scratch, [key]: value } }
  save(turn, found.operation, { actions: withAction(found.operation, found.run.step.action, change) })
}
