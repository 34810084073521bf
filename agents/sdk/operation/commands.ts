/**
 * What the manager commands. A command is carried out when it is its turn; the same one again is answered with where
 * it stands; one out of order is answered with a failure, and changes nothing.
 */
import { type Command, type ErrorCode, phaseStatuses } from '../../../spec/index.ts'
import { outcomeIn, scopeOf, standing } from './answers.ts'
import type { Answer, Event } from './events.ts'
import { finish } from './finish.ts'
import { interrupt, interruptIdentification } from './interrupt.ts'
import type { Asked, Operation, TrackState } from './state.ts'
import { tracksFor } from './tracks.ts'
import { find, save, type Turn, tell, withTracks } from './turn.ts'
import { verdictOn } from './verdict.ts'

export function command(turn: Turn, event: Extract<Event, { type: 'command' }>): void {
  const { activityId } = event
  const pause = event.command === 'PAUSE'
  const everything = event.baseline === undefined || event.baseline === '' || event.baseline === '*'
  const asked: Asked = {
    command: event.command === 'PAUSE' ? 'DOWNLOAD' : event.command,
    ...(!everything && { baseline: event.baseline }),
    ...(event.boot !== undefined && { boot: event.boot }),
  }
  const operation = find(turn, activityId)
  if (!operation) return unknownActivity(turn, activityId, asked)
  const tracks = tracksFor(operation, asked.baseline)
  if (!tracks) return refuse(turn, operation, asked, 'INVALID_BASELINE', `no baseline "${asked.baseline}"`)
  switch (operation.stage.name) {
    case 'finished':
      return afterTheEnd(turn, operation, asked)
    case 'waiting':
    case 'identifying':
      if (asked.command === 'CLEANUP') return cancel(turn, operation, asked)
      if (pause) return tell(turn, operation, 'IDENTIFYING')
      return refuse(turn, operation, asked, 'OUT_OF_ORDER', outOfOrder(asked, 'not yet identified'))
    case 'open':
      return pause ? pauseDownload(turn, operation, asked, tracks) : phase(turn, operation, asked, tracks)
  }
}

/** There is nothing to clean up for an activity that nobody knows; nothing else can be done for it. */
function unknownActivity(turn: Turn, activityId: string, asked: Asked): void {
  const publish = (answer: Answer) =>
    turn.effects.push({
      type: 'publish',
      activityId,
      feedback: { ...scopeOf(asked), ...answer },
      final: false,
    })
  if (asked.command === 'CLEANUP') {
    publish({ status: phaseStatuses.CLEANUP.success })
    publish({ status: 'COMPLETED' })
    return
  }
  publish(refusal(asked.command, 'UNKNOWN_CAMPAIGN', `no operation of activity ${activityId} is known`))
}

function refusal(command: Command, code: ErrorCode, message: string): Answer {
  return {
    status: phaseStatuses[command].failure,
    message,
    reason: { code, phase: command, retryable: false },
  }
}

function refuse(turn: Turn, operation: Operation, asked: Asked, code: ErrorCode, message: string): void {
  tell(turn, operation, { answer: { ...scopeOf(asked), ...refusal(asked.command, code, message) } })
}

function outOfOrder({ command }: Asked, where: string): string {
  return `${command} is out of order: the operation is ${where}`
}

/** Every command of the past is answered by how the operation has ended. */
function afterTheEnd(turn: Turn, operation: Operation, asked: Asked): void {
  if (asked.command === 'CLEANUP') return tell(turn, operation, { asked })
  if (operation.stage.name === 'finished') {
    tell(turn, operation, { answer: { ...scopeOf(asked), ...outcomeIn(operation.stage) } })
  }
}

/** CLEANUP before there is a plan. */
function cancel(turn: Turn, operation: Operation, asked: Asked): void {
  interruptIdentification(turn, operation)
  const changed = save(turn, operation, { asked: [asked] })
  tell(turn, changed, { asked })
  finish(turn, changed, {
    status: 'INCOMPLETE',
    message: 'cancelled before it was identified',
    reason: { code: 'CANCELLED', phase: 'IDENTIFY', retryable: false },
  })
}

/** Stops a download and keeps what it has; DOWNLOAD goes on with it. Any other phase is not paused. */
function pauseDownload(turn: Turn, operation: Operation, asked: Asked, tracks: number[]): void {
  const downloading = tracks.filter((index) =>
    operation.jobs.some((job) => job.command === 'DOWNLOAD' && job.tracks.includes(index)),
  )
  if (downloading.length === 0) return tell(turn, operation, ...standing(operation))
  tell(turn, interrupt(turn, operation, downloading), { asked })
}

function phase(turn: Turn, operation: Operation, asked: Asked, tracks: number[]): void {
  const verdict = verdictOn(operation, tracks, asked.command, turn.state.bootId)
  if (verdict === 'refused') {
    const where = whereIs(operation.tracks[tracks[0] ?? 0]?.state)
    return refuse(turn, operation, asked, 'OUT_OF_ORDER', outOfOrder(asked, where))
  }
  const accepted = verdict === 'ready' ? accept(turn, operation, asked.command, tracks) : operation
  if (verdict === 'ready' || verdict === 'running') remember(turn, accepted, asked)
  tell(turn, operation, { asked })
}

/** Going back, and the end, do not wait for what is under way. */
function accept(turn: Turn, operation: Operation, command: Command, tracks: number[]): Operation {
  const { bootId } = turn.state
  const ready = tracks.filter((index) => verdictOn(operation, [index], command, bootId) === 'ready')
  const back = command === 'ROLLBACK' || command === 'CLEANUP'
  const { jobs } = back ? interrupt(turn, operation, ready) : operation
  const restarts = command === 'ACTIVATE' || command === 'ROLLBACK'
  return save(turn, operation, {
    jobs: [...jobs, { command, tracks: ready, begun: false }],
    tracks: withTracks(operation, ready, ({ state }) => (restarts ? { state: inactive(state, bootId) } : {})),
  })
}

/** A track is no longer activated when it is to be activated again, or not any more. */
function inactive(state: TrackState, bootId: string): TrackState {
  const activated = (state.is === 'done' || state.is === 'awaitingReboot') && state.command === 'ACTIVATE'
  return activated ? { is: 'done', command: 'UPDATE', bootId } : state
}

/** A command for everything takes the place of those for single baselines, as far as they are through. */
function remember(turn: Turn, operation: Operation, asked: Asked): void {
  const underWay = (other: Asked) => {
    const tracks = tracksFor(operation, other.baseline) ?? []
    return verdictOn(operation, tracks, other.command, turn.state.bootId) === 'running'
  }
  const kept = operation.asked.filter(
    (other) => other.baseline !== asked.baseline && (asked.baseline !== undefined || underWay(other)),
  )
  save(turn, operation, { asked: [...kept, asked] })
}

function whereIs(state: TrackState | undefined): string {
  switch (state?.is) {
    case 'done':
      return `through with ${state.command}`
    case 'failed':
      return `at a failed ${state.command}`
    case 'awaitingReboot':
      return `waiting for the reboot of ${state.command}`
    case 'confirming':
    case 'cleaned':
      return 'cleaned up'
    default:
      return 'identified'
  }
}
