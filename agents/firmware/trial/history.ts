/**
 * Which versions were tried on this device, how often, and how it ended. Pure: every function answers a new list.
 * A version is told from another of the same name by its artifact: a repaired image deserves a trial of its own.
 */
import type { FallbackReason } from './trial.ts'

/** What was tried. */
export interface Tried {
  version: string
  integrity?: string | undefined
}

export interface VersionHistory extends Tried {
  /** How often the device has switched to it. */
  trials: number
  /** The last time that it failed, until it is committed. */
  fellBack?: Failure
}

export interface Failure extends FallbackReason {
  /** Time of the device, ISO 8601. */
  at: string
  /** The campaign. */
  activityId: string
}

/** Older ones are forgotten. */
const kept = 16

export function historyOf({ history = [] }: { history?: VersionHistory[] }, tried: Tried) {
  return history.find((entry) => isSame(entry, tried))
}

/** One more trial. */
export function withTrial(history: VersionHistory[], tried: Tried): VersionHistory[] {
  return changed(history, tried, (entry) => ({ ...entry, trials: entry.trials + 1 }))
}

/** Of one campaign the first failure counts: what follows is its consequence. */
export function withFailure(history: VersionHistory[], tried: Tried, failure: Failure): VersionHistory[] {
  return changed(history, tried, (entry) =>
    entry.fellBack?.activityId === failure.activityId ? entry : { ...entry, fellBack: failure },
  )
}

export function withoutFailure(history: VersionHistory[], tried: Tried): VersionHistory[] {
  return changed(history, tried, ({ fellBack: _proved, ...entry }) => entry)
}

function changed(
  history: VersionHistory[],
  { version, integrity }: Tried,
  edit: (entry: VersionHistory) => VersionHistory,
): VersionHistory[] {
  const before = history.find((entry) => isSame(entry, { version, integrity })) ?? {
    version,
    ...(integrity !== undefined && { integrity }),
    trials: 0,
  }
  return [...history.filter((entry) => entry !== before), edit(before)].slice(-kept)
}

function isSame(one: Tried, other: Tried): boolean {
  return one.version === other.version && one.integrity === other.integrity
}
