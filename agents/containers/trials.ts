/**
 * Since when containers run on trial, in steady time: what settles at the same time is judged by its own start.
 *
 * Known to this process alone. What an earlier one has started, or what ran when the engine went away, may have ended
 * without a fault of its own: it is looked after once more before it is judged.
 */
import type { Clock } from '../../platform/clock.ts'

export interface Trial {
  since: number
  /** How often it had been restarted by then, where that is known. */
  restarts?: number
  /** Whether it ran before the operation began, and so has shown already that it can. */
  hasSettled: boolean
}

interface Found extends Pick<Trial, 'restarts' | 'hasSettled'> {
  /** Whether it has only been started now. */
  isStarted: boolean
}

export interface Trials {
  /** The container runs now. What was noted of it in the same operation stays, unless it was started anew. */
  begin(activityId: string, id: string, found: Found): void
  of(activityId: string, id: string): Trial
  /** Whether it has been seen to run by this process, and since the engine was away last. */
  isKnown(activityId: string, id: string): boolean
  engineIsAway(): void
}

export function createTrials(clock: Clock): Trials {
  const began = clock.steady()
  let current = ''
  let trials = new Map<string, Trial>()
  let known = new Set<string>()
  return {
    begin(activityId, id, { isStarted, ...found }) {
      if (activityId !== current) {
        trials = new Map()
        known = new Set()
      }
      current = activityId
      known.add(id)
      if (!isStarted && trials.has(id)) return
      // Before this process began, where nobody here has started it.
      const since = isStarted || found.hasSettled ? clock.steady() : began
      trials.set(id, { ...found, since })
    },
    of(activityId, id) {
      const trial = activityId === current ? trials.get(id) : undefined
      return trial ?? { since: began, hasSettled: false }
    },
    isKnown: (activityId, id) => activityId === current && known.has(id),
    engineIsAway() {
      known = new Set()
    },
  }
}
