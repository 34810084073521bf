/**
 * Attempts over the mirrors, in order, until one succeeds.
 *
 * Invariants:
 * - A mirror that brought new bytes is kept; one that did not is followed by the next one, at once. When all had their
 *   turn there is a pause, which doubles from round to round up to its longest.
 * - A mirror that cannot serve the artifact is not asked again, and one that asked for a pause gets it.
 * - Attempts that bring new bytes are not counted: a bad line costs time, not the update.
 */
import pRetry from 'p-retry'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { pause } from '../../platform/pause.ts'
import { asGodwitError, GodwitError } from '../../spec/index.ts'
import type { ArtifactSettings } from './settings.ts'
import { SourceError } from './source.ts'

export interface RetryOptions {
  settings: Pick<ArtifactSettings, 'retries' | 'minRetryDelayMs' | 'maxRetryDelayMs'>
  clock: Clock
  random: () => number
  log: Log
  signal: AbortSignal
  /** Bytes that are there; an attempt has made progress when they are more than ever before. */
  received(): number
}

interface Mirror {
  source: string
  /** Why it is not asked any more. */
  refusal?: GodwitError
  /** ms since the epoch */
  notBefore: number
}

/**
 * The result of the first attempt that succeeds. Rejects with what was wrong when no mirror is left, or the attempts are
 * used up; at once with an error that is not of one source; with the signal's reason when aborted.
 */
export async function overMirrors(
  sources: string[],
  attempt: (source: string) => Promise<void>,
  options: RetryOptions,
): Promise<void> {
  const tour = newTour(sources, options)
  try {
    await pRetry(() => tour.visit(attempt), {
      retries: options.settings.retries,
      minTimeout: 0,
      signal: options.signal,
      shouldConsumeRetry: () => !tour.hasProgressed(),
      shouldRetry: ({ error }) => tour.canGoOn(error),
      onFailedAttempt: async ({ error, retriesLeft }) => {
        const { signal, log, clock } = options
        signal.throwIfAborted()
        if (!tour.canGoOn(error) || (retriesLeft === 0 && !tour.hasProgressed())) return
        const delayMs = tour.advance()
        log.warn({ reason: error.message, delayMs, retriesLeft }, 'a download is tried again')
        if (delayMs > 0) await pause(clock, delayMs, signal)
      },
    })
  } catch (error) {
    options.signal.throwIfAborted()
    throw tour.summary() ?? error
  }
}

function newTour(sources: string[], { settings, clock, random, received }: RetryOptions) {
  const mirrors: Mirror[] = sources.map((source) => ({ source, notBefore: 0 }))
  let current = 0
  /** Rounds without progress. */
  let rounds = 0
  let best = received()
  let progressed = false

  const usable = () => mirrors.filter(({ refusal }) => !refusal)

  /** Half of it is chance, taken after the cap: devices that were cut off together must not come back together. */
  const backoff = () => {
    const full = Math.min(settings.maxRetryDelayMs, settings.minRetryDelayMs * 2 ** Math.max(0, rounds - 1))
    return Math.round(full * (0.5 + random() / 2))
  }

  const moveOn = () => {
    const order = [...mirrors.keys()].map((step) => (current + 1 + step) % mirrors.length)
    const open = order.filter((index) => !mirrors[index]?.refusal)
    const waitOf = (index: number) => Math.max(0, (mirrors[index]?.notBefore ?? 0) - clock.now())
    const next =
      open.find((index) => waitOf(index) === 0) ?? open.toSorted((a, b) => waitOf(a) - waitOf(b))[0]
    const wrapped = next !== undefined && next <= current
    current = next ?? current
    if (wrapped) rounds += 1
    return Math.max(wrapped ? backoff() : 0, waitOf(current))
  }

  return {
    async visit(attempt: (source: string) => Promise<void>): Promise<void> {
      const mirror = mirrors[current]
      if (!mirror) throw new GodwitError('INVALID_SOURCE', 'the artifact has no source')
      try {
        await attempt(mirror.source)
      } catch (error) {
        progressed = received() > best
        best = Math.max(best, received())
        if (error instanceof SourceError) {
          if (!error.retryable) mirror.refusal = error
          mirror.notBefore = clock.now() + error.retryAfterMs
        }
        throw error
      }
    },
    hasProgressed: () => progressed,
    canGoOn: (error: unknown) => error instanceof SourceError && usable().length > 0,
    /** Chooses where to go on; the time until then, in milliseconds. */
    advance(): number {
      if (!progressed || mirrors[current]?.refusal) return moveOn()
      rounds = 0
      return backoff()
    },
    /** What is wrong with the mirrors, where each of them is useless. */
    summary(): GodwitError | undefined {
      const [first, ...others] = mirrors.map(({ refusal }) => refusal)
      if (!first || others.includes(undefined)) return undefined
      const messages = [first, ...others].map((refusal) => refusal?.message)
      return new GodwitError(asGodwitError(first).code, messages.join('; '))
    },
  }
}
