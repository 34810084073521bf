/**
 * What a power cut at some place of a recorded campaign leaves on the disk: all that a flush has covered, and a legal
 * choice of the rest. Pure.
 */
import { randomBelow, seedBelow, seededRandom } from '../../support/seeded-random.ts'
import type { LoggedEvent, LoggedWrite } from '../disk/disk-log.ts'
import type { Extent } from '../disk/extent.ts'
import { survivors } from '../disk/survivors.ts'

export interface CrashState {
  /** What decided it; undefined at a flush boundary, where there is nothing to decide. */
  seed?: number
  /** Events of the log that had come, the last of them wholly. */
  position: number
  /** Position behind the last flush: everything before it is on the medium. */
  flushed: number
  /** Of each write since, in order, what is on the medium, too. */
  landed: readonly { write: LoggedWrite; runs: Extent[] }[]
  /** The last marker before. */
  where: string
}

/** The state right behind each flush. */
export function flushBoundaries(events: readonly LoggedEvent[]): CrashState[] {
  return events.flatMap((event, index) =>
    event.is === 'flush'
      ? [{ position: index + 1, flushed: index + 1, landed: [], where: markerBefore(events, index) }]
      : [],
  )
}

/**
 * That many states at random places, by the seed, in the order of their places. Only places with writes that no flush has
 * covered are of interest: anywhere else a cut leaves what a boundary leaves.
 */
export function randomStates(events: readonly LoggedEvent[], count: number, seed: number): CrashState[] {
  const places = events.flatMap((event, index) => (event.is === 'write' ? [index + 1] : []))
  const states = Array.from({ length: count }, (_, number) => {
    const own = seedBelow(seed, number)
    const position = places[randomBelow(seededRandom(own), places.length)] ?? 0
    // A stream of its own: else the place would decide what survives there.
    return stateAt(events, position, seedBelow(own, 1))
  })
  return states.sort((one, other) => one.position - other.position)
}

/** The state that a seed leaves at a place. */
function stateAt(events: readonly LoggedEvent[], position: number, seed: number): CrashState {
  const flushed = 1 + events.slice(0, position).findLastIndex((event) => event.is === 'flush')
  const writes = events.slice(flushed, position).filter((event) => event.is === 'write')
  const runs = survivors(writes, { seed, unit: 512 })
  const landed = writes.map((write, index) => ({ write, runs: runs[index] ?? [] }))
  return { seed, position, flushed, landed, where: markerBefore(events, position) }
}

function markerBefore(events: readonly LoggedEvent[], position: number): string {
  const marker = events.slice(0, position).findLast((event) => event.is === 'marker')
  return marker?.is === 'marker' ? marker.name : 'before the campaign'
}
