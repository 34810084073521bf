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
  /** The markers before, in order. */
  told: readonly string[]
}

/** The state right behind each flush. */
export function flushBoundaries(events: readonly LoggedEvent[]): CrashState[] {
  return events.flatMap((event, index) =>
    event.is === 'flush'
      ? [{ position: index + 1, flushed: index + 1, landed: [], told: markersBefore(events, index) }]
      : [],
  )
}

/**
 * That many states at random places, by the seed, in the order of their places. Only places with writes that no flush has
 * covered are of interest: anywhere else a cut leaves what a boundary leaves.
 */
export function randomStates(events: readonly LoggedEvent[], count: number, seed: number): CrashState[] {
  return statesOf(events, count, seed, (position) =>
    events.slice(0, position).findLastIndex((event) => event.is === 'flush'),
  )
}

/**
 * The same of a disk that heeds no flush, so that any write so far may be lost. No device can promise anything on such a
 * disk: who judges states has to find fault with these.
 */
export function lyingStates(events: readonly LoggedEvent[], count: number, seed: number): CrashState[] {
  return statesOf(events, count, seed, () => -1)
}

/** Of a disk that has forgotten all that was ever written, right behind each marker: each is bad, for what was told by then. */
export function forgottenStates(events: readonly LoggedEvent[]): CrashState[] {
  return events.flatMap((event, index) => {
    const position = index + 1
    if (event.is !== 'marker') return []
    return [{ position, flushed: 0, landed: [], told: markersBefore(events, position) }]
  })
}

function statesOf(
  events: readonly LoggedEvent[],
  count: number,
  seed: number,
  lastFlushBefore: (position: number) => number,
): CrashState[] {
  const places = events.flatMap((event, index) => (event.is === 'write' ? [index + 1] : []))
  const states = Array.from({ length: count }, (_, number) => {
    const own = seedBelow(seed, number)
    const position = places[randomBelow(seededRandom(own), places.length)] ?? 0
    // A stream of its own: else the place would decide what survives there.
    return stateAt(events, position, 1 + lastFlushBefore(position), seedBelow(own, 1))
  })
  return states.sort((one, other) => one.position - other.position)
}

/** The state that a seed leaves right behind a write, which nobody has heard of yet. */
function stateAt(
  events: readonly LoggedEvent[],
  position: number,
  flushed: number,
  seed: number,
): CrashState {
  const writes = events.slice(flushed, position).filter((event) => event.is === 'write')
  // To be durable by itself binds a disk when it has answered.
  const unsynced = writes.map((write, index) => ({
    ...write,
    durable: write.durable && index < writes.length - 1,
  }))
  const runs = survivors(unsynced, { seed, unit: 512 })
  const landed = writes.map((write, index) => ({ write, runs: runs[index] ?? [] }))
  return { seed, position, flushed, landed, told: markersBefore(events, position) }
}

function markersBefore(events: readonly LoggedEvent[], position: number): string[] {
  return events.slice(0, position).flatMap((event) => (event.is === 'marker' ? [event.name] : []))
}
