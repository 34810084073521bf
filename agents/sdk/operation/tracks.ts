/** Which actions stand and fall together, and which of them a command means. */
import { type Baseline, remainderBaseline } from '../../../spec/index.ts'
import type { PlannedAction } from '../agent.ts'
import type { Operation, OperationAction, Track } from './state.ts'

/** Tracks and actions of a plan: one track for each baseline that has actions, one for those in none. */
export function formTracks(
  plan: readonly PlannedAction[],
  baselines: readonly Baseline[],
  domain: string,
): { tracks: Track[]; actions: OperationAction[] } {
  const titleOf = new Map(
    baselines.flatMap(({ title, components = [] }) => components.map((component) => [component, title])),
  )
  const titles = plan.map(({ component }) => titleOf.get(`${domain}:${component.id}`) ?? remainderBaseline)
  const used = [...baselines.map(({ title }) => title), remainderBaseline].filter((title) =>
    titles.includes(title),
  )
  return {
    tracks: used.map((title) => newTrack(baselines.length > 0 ? title : undefined)),
    actions: plan.map((planned, index) => newAction(planned, used.indexOf(titles[index] ?? ''))),
  }
}

function newTrack(baseline: string | undefined): Track {
  return { ...(baseline !== undefined && { baseline }), state: { is: 'identified' }, committed: false }
}

function newAction(planned: PlannedAction, track: number): OperationAction {
  return {
    planned,
    track,
    status: 'IDENTIFIED',
    progress: 0,
    ...(planned.message !== undefined && { message: planned.message }),
    attempts: {},
    done: {},
    failed: {},
    scratch: {},
  }
}

/**
 * The tracks that a command addresses; none for a baseline without actions, undefined for one that is not known. Where
 * the desired state names no baselines, everything is meant: managers in the field send titles of their own there.
 */
export function tracksFor(operation: Operation, baseline: string | undefined): number[] | undefined {
  const all = operation.tracks.map((_, index) => index)
  if (baseline === undefined || operation.baselines.length === 0) return all
  const known = baseline === remainderBaseline || operation.baselines.some(({ title }) => title === baseline)
  return known ? all.filter((index) => operation.tracks[index]?.baseline === baseline) : undefined
}

export function overlap(one: readonly number[], other: readonly number[]): boolean {
  return one.some((index) => other.includes(index))
}
