/** Takes tracks out of what is under way, for a command that does not wait for its end. */
import type { Operation } from './state.ts'
import { abortRun, save, type Turn } from './turn.ts'

/**
 * Jobs go on without the given tracks, or end unfinished. A step that runs for one of them is aborted; whatever comes
 * next begins when it has ended.
 */
export function interrupt(turn: Turn, operation: Operation, tracks: readonly number[]): Operation {
  const { run } = turn.state
  const running = run?.activityId === operation.activityId && run.step && operation.actions[run.step.action]
  if (running && tracks.includes(running.track)) abortRun(turn)
  const jobs = operation.jobs
    .map((job) => ({ ...job, tracks: job.tracks.filter((index) => !tracks.includes(index)) }))
    .filter((job) => job.tracks.length > 0)
  return save(turn, operation, { jobs })
}

/** Ends an identification that is no longer wanted; its result is not looked at. */
export function interruptIdentification(turn: Turn, operation: Operation): void {
  if (turn.state.run?.activityId === operation.activityId) abortRun(turn)
}
