/**
 * Since when containers run on trial, in steady time: what settles at the same time is judged by its own start. It is of this
 * process alone; of a container that an earlier one has started it is known that it was before this process began.
 */
import type { Clock } from '../../platform/clock.ts'

export interface Trial {
  since: number
  /** How often it had been restarted by then, where that is known. */
  restarts?: number
  /** Whether it ran before the operation began, and so has shown already that it can. */
  hasSettled: boolean
}

export interface Trials {
  /** Notes that the container runs from now on; an earlier note of the same operation stays, unless it was `started` anew. */
  begin(activityId: string, id: string, trial: Omit<Trial, 'since'> & { started: boolean }): void
  of(activityId: string, id: string): Trial
}

export function createTrials(clock: Clock): Trials {
  const began = clock.steady()
  let current = ''
  let trials = new Map<string, Trial>()
  return {
    begin(activityId, id, { started, ...trial }) {
      if (activityId !== current) trials = new Map()
      current = activityId
      if (started || !trials.has(id)) trials.set(id, { ...trial, since: clock.steady() })
    },
    of(activityId, id) {
      const known = activityId === current ? trials.get(id) : undefined
      return known ?? { since: began, hasSettled: false }
    },
  }
}
