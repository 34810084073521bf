/**
 * Attempts over the mirrors, the healthy ones first, until one succeeds.
 *
 * Invariants:
 * - A mirror that brought new bytes is kept, unless it was too slow, or has broken off several times in a row; one that did
 *   not is followed by the next one, at once. When all had their turn there is a pause, which doubles from round to round
 *   up to its longest.
 * - A mirror that cannot serve the artifact is not asked again, and one that asked for a pause gets it.
 * - Attempts that bring what the floor asks of a second, or more, are not counted: a bad line costs time, not the update.
 *   Crumbs are counted, so that a server that sends nothing else is given up at last.
 * - What is there is given up for a mirror that can only start over when no other one goes on from it.
 */
import pRetry from 'p-retry'
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { pause } from '../../../platform/pause.ts'
import type { FetchWait } from '../artifacts.ts'
import type { ArtifactSettings } from '../settings.ts'
import { SourceError } from '../sources/source.ts'
import type { MirrorHealth } from './mirrors.ts'
import { newTour, type Tour, type Visit } from './tour.ts'

export interface RetryOptions {
  settings: Pick<ArtifactSettings, 'retries' | 'minRetryDelayMs' | 'maxRetryDelayMs' | 'minThroughput'>
  clock: Clock
  random: () => number
  log: Log
  signal: AbortSignal
  mirrors: MirrorHealth
  /** Bytes that are there; an attempt has made progress when they are `minThroughput` more than ever before. */
  received(): number
  /** Called before a pause with what it is for, and with undefined after it. */
  onWait(wait: FetchWait | undefined): void
}

/**
 * Resolves when an attempt succeeds. Rejects with what each mirror said when no mirror is left, or the attempts are used
 * up; at once with an error that is not of one source; with the signal's reason when aborted.
 */
export async function overMirrors(
  sources: string[],
  attempt: (visit: Visit) => Promise<void>,
  options: RetryOptions,
): Promise<void> {
  const { settings, signal, log, clock, mirrors, onWait } = options
  const tour = newTour(await mirrors.order(sources), options)
  const goesOn = ({ error, retriesLeft }: { error: Error; retriesLeft: number }) =>
    tour.canGoOn(error) && (retriesLeft > 1 || !tour.counts(error))
  try {
    await pRetry(() => visitMirror(tour, attempt, options), {
      // One more than may be used up: p-retry ends when none is left, also for an attempt that does not count.
      retries: settings.retries + 1,
      minTimeout: 0,
      signal,
      shouldConsumeRetry: ({ error }) => tour.counts(error),
      shouldRetry: goesOn,
      onFailedAttempt: async ({ error, retriesLeft }) => {
        if (!goesOn({ error, retriesLeft })) return
        const delayMs = tour.advance(error)
        const facts = { reason: error.message, delayMs, retriesLeft: retriesLeft - 1 }
        log.warn(facts, 'a download is tried again')
        if (delayMs === 0) return
        const code = error instanceof SourceError && { code: error.code }
        onWait({ reason: error.message, ...code, forMs: delayMs })
        await pause(clock, delayMs, signal)
        onWait(undefined)
      },
    })
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof SourceError ? tour.summary() : error
  }
}

/** What says something of the mirror, and not of the artifact alone. */
const mirrorTroubles = ['NETWORK', 'SERVER_ERROR', 'TOO_SLOW']

/** One attempt, of which the mirror's health is told. */
async function visitMirror(
  tour: Tour,
  attempt: (visit: Visit) => Promise<void>,
  { mirrors, received }: RetryOptions,
): Promise<void> {
  const visit = tour.visit()
  const before = received()
  try {
    await attempt(visit)
    await mirrors.succeeded(visit.source)
  } catch (error) {
    tour.note(error)
    const isTrouble = error instanceof SourceError && mirrorTroubles.includes(error.code)
    const broughtNothing = received() <= before
    if (isTrouble && (broughtNothing || error.code === 'TOO_SLOW')) await mirrors.failed(visit.source)
    throw error
  }
}
