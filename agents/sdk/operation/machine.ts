/**
 * The operation machine: pure, and total. Whatever event comes in whatever state, there is a next state; what has to
 * be done about it is in the effects, to be run when the state is on the disk. Contract: docs/protocol.md.
 */
import { answersFor, feedbackOf, standing } from './answers.ts'
import { desiredState, rejected } from './arrival.ts'
import { command } from './commands.ts'
import type { Effect, Event, Telling } from './events.ts'
import { advance } from './jobs.ts'
import {
  identificationFailed,
  identified,
  progress,
  scratch,
  stepBroke,
  stepSucceeded,
  stuck,
} from './results.ts'
import type { AgentState } from './state.ts'
import { abortRun, beginTurn, find, type MachineSettings, save, type Turn, tell } from './turn.ts'

export interface Transition {
  state: AgentState
  /** To be run in order, once the state is durable. */
  effects: Effect[]
  /** Whether the operations have changed in a way that has to be on the disk before the effects run. */
  durable: boolean
}

/** One step of the machine. `now` is in milliseconds since the epoch. */
export function transition(
  state: AgentState,
  event: Event,
  now: number,
  settings: MachineSettings,
): Transition {
  const turn = beginTurn(state, now, settings)
  handle(turn, event)
  advance(turn)
  speak(turn)
  return { state: turn.state, effects: turn.effects, durable: turn.durable }
}

function handle(turn: Turn, event: Event): void {
  switch (event.type) {
    case 'started':
      return repeatAll(turn)
    case 'connected':
      return repeatAll(turn)
    case 'desiredState':
      return desiredState(turn, event)
    case 'rejected':
      return rejected(turn, event)
    case 'command':
      return command(turn, event)
    case 'identified':
      return identified(turn, event)
    case 'identificationFailed':
      return identificationFailed(turn, event)
    case 'stepDone':
      return stepSucceeded(turn, event)
    case 'stepFailed':
      return stepBroke(turn, event)
    case 'progress':
      return progress(turn, event)
    case 'stuck':
      return stuck(turn, event)
    case 'scratch':
      return scratch(turn, event)
    case 'reported':
      return reported(turn, event.activityId)
    case 'stopping':
      turn.state = { ...turn.state, stopping: true }
      return abortRun(turn)
  }
}

/** Everything that somebody may have missed, and the current state. */
function repeatAll(turn: Turn): void {
  for (const operation of turn.state.operations) {
    const { stage } = operation
    if (stage.name !== 'finished' || !stage.reported) tell(turn, operation, ...standing(operation))
  }
  turn.effects.push({ type: 'publishInventory' })
}

function reported(turn: Turn, activityId: string): void {
  const operation = find(turn, activityId)
  if (operation?.stage.name !== 'finished' || operation.stage.reported) return
  save(turn, operation, { stage: { ...operation.stage, reported: true } })
}

/** Puts everything that is to be told into words: each thing once, in order. */
function speak(turn: Turn): void {
  const { state } = turn
  const unique = new Map(turn.tellings.map((telling) => [JSON.stringify(telling), telling]))
  const published = [...unique.values()].flatMap((telling) => feedbackFor(turn, telling))
  for (const [index, { activityId, feedback }] of published.entries()) {
    const stage = state.operations.find((operation) => operation.activityId === activityId)?.stage
    const last = !published.slice(index + 1).some((later) => later.activityId === activityId)
    const final = last && stage?.name === 'finished' && !stage.reported
    turn.effects.push({ type: 'publish', activityId, feedback, final })
  }
}

function feedbackFor(turn: Turn, { activityId, what }: Telling) {
  const operation = find(turn, activityId)
  if (!operation) return []
  const answers = answersFor(operation, what, turn.state)
  return answers.map((answer) => ({
    activityId,
    feedback: feedbackOf(operation, answer, turn.settings.domain, turn),
  }))
}
