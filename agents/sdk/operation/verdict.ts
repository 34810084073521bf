/** How a command stands to where the tracks are: this alone decides whether it runs, is answered again, or refused. */
import type { Command } from '../../../spec/index.ts'
import type { Operation, Track } from './state.ts'

export type Verdict =
  /** Out of order. */
  | 'refused'
  /** Its turn: it can run. */
  | 'ready'
  | 'running'
  | 'failed'
  | 'awaitingReboot'
  | 'done'

/** What holds for one of several tracks holds for all, in this order. */
const precedence: Verdict[] = ['refused', 'ready', 'running', 'failed', 'awaitingReboot']

/** The verdict on a command for several tracks; `done` where there are none. */
export function verdictOn(
  operation: Operation,
  tracks: readonly number[],
  command: Command,
  bootId: string,
): Verdict {
  const verdicts = tracks.map((index) => trackVerdict(operation, index, command, bootId))
  return precedence.find((verdict) => verdicts.includes(verdict)) ?? 'done'
}

function trackVerdict(operation: Operation, index: number, command: Command, bootId: string): Verdict {
  const track = operation.tracks[index]
  if (!track) return 'refused'
  const jobs = operation.jobs.filter((job) => job.tracks.includes(index)).map((job) => job.command)
  if (command === 'CLEANUP') return cleanupVerdict(track, jobs)
  if (jobs.includes(command)) return 'running'
  if (command === 'ROLLBACK') return jobs.includes('CLEANUP') ? 'refused' : rollbackVerdict(track, bootId)
  const goingBack = jobs.includes('ROLLBACK') || jobs.includes('CLEANUP')
  return goingBack ? 'refused' : forwardVerdict(track, command, bootId)
}

function cleanupVerdict({ state }: Track, jobs: Command[]): Verdict {
  if (state.is === 'confirming') return 'done'
  if (state.is === 'cleaned') return state.problem ? 'failed' : 'done'
  return jobs.includes('CLEANUP') ? 'running' : 'ready'
}

function rollbackVerdict({ state, committed }: Track, bootId: string): Verdict {
  if (committed || state.is === 'cleaned' || state.is === 'confirming') return 'refused'
  if (state.is === 'identified' || state.command !== 'ROLLBACK') return 'ready'
  if (state.is === 'awaitingReboot') return state.bootId === bootId ? 'awaitingReboot' : 'ready'
  return state.is
}

const ranks = { DOWNLOAD: 1, UPDATE: 2, ACTIVATE: 3 }

function forwardVerdict({ state }: Track, command: keyof typeof ranks, bootId: string): Verdict {
  if (state.is === 'identified') return command === 'DOWNLOAD' ? 'ready' : 'refused'
  if (state.is === 'cleaned' || state.is === 'confirming' || state.command === 'ROLLBACK') return 'refused'
  const ahead = ranks[state.command] - ranks[command]
  if (ahead > 0) return 'done'
  if (ahead < 0) return state.is === 'done' && ahead === -1 ? 'ready' : 'refused'
  if (state.is === 'failed') return 'failed'
  // What was healthy before a reboot need not be healthy after it.
  if (command === 'ACTIVATE' && state.bootId !== bootId) return 'ready'
  return state.is
}
