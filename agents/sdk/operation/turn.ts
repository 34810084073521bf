/**
 * One turn of the machine: the draft of the next state, the effects that follow, and what is to be told. Feedback is
 * made at the end of the turn, so that it always says what the state says.
 */
import type { Effect, Telling } from './events.ts'
import type { AgentState, Operation, OperationAction, Run, Step, Track } from './state.ts'

export interface MachineSettings {
  readonly domain: string
  /** The steps that the author has implemented; all others are done without running anything. */
  readonly implemented: readonly Step[]
}

export interface Turn {
  readonly settings: MachineSettings
  /** ms since the epoch */
  readonly now: number
  readonly effects: Effect[]
  readonly tellings: Telling[]
  state: AgentState
  /** Whether the new state has to be on the disk before the effects. Mere progress has not. */
  durable: boolean
}

export function beginTurn(state: AgentState, now: number, settings: MachineSettings): Turn {
  return { settings, now, effects: [], tellings: [], state, durable: false }
}

export function find(turn: Turn, activityId: string): Operation | undefined {
  return turn.state.operations.find((operation) => operation.activityId === activityId)
}

/** Changes an operation; it will be on the disk before anything is done. */
export function save(turn: Turn, operation: Operation, change: Partial<Operation> = {}): Operation {
  turn.durable = true
  return note(turn, operation, change)
}

/** Changes an operation in a way that need not survive. */
export function note(turn: Turn, operation: Operation, change: Partial<Operation>): Operation {
  const changed = { ...operation, ...change }
  const same = ({ activityId }: Operation) => activityId === operation.activityId
  const { operations } = turn.state
  const next = operations.some(same)
    ? operations.map((other) => (same(other) ? changed : other))
    : [...operations, changed]
  turn.state = { ...turn.state, operations: next }
  return changed
}

export function tell(turn: Turn, operation: Operation, ...whats: Telling['what'][]): void {
  for (const what of whats) turn.tellings.push({ activityId: operation.activityId, what })
}

export function beginRun(turn: Turn, activityId: string, step?: Run['step']): number {
  const id = turn.state.runs + 1
  turn.state = {
    ...turn.state,
    runs: id,
    run: { id, activityId, aborting: false, ...(step && { step }) },
  }
  return id
}

export function endRun(turn: Turn): void {
  turn.state = { ...turn.state, run: undefined }
}

/** Asks the author's code that is running to stop; its result still comes. */
export function abortRun(turn: Turn): void {
  const { run } = turn.state
  if (!run || run.aborting) return
  turn.state = { ...turn.state, run: { ...run, aborting: true } }
  turn.effects.push({ type: 'abort', run: run.id })
}

export function withAction(
  operation: Operation,
  index: number,
  change: Partial<OperationAction>,
): readonly OperationAction[] {
  return operation.actions.map((action, at) => (at === index ? { ...action, ...change } : action))
}

export function withTracks(
  operation: Operation,
  indexes: readonly number[],
  change: (track: Track, index: number) => Partial<Track>,
): readonly Track[] {
  return operation.tracks.map((track, at) =>
    indexes.includes(at) ? { ...track, ...change(track, at) } : track,
  )
}
