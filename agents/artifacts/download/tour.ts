/** Whose turn it is among the mirrors, after which pause, and what each of them said. */
import type { Clock } from '../../../platform/clock.ts'
import { type ErrorCode, GodwitError } from '../../../spec/index.ts'
import type { ArtifactSettings } from '../settings.ts'
import { SourceError, WouldStartOver } from '../sources/source.ts'

/** One attempt that is to be made. */
export interface Visit {
  source: string
  /** Whether the bytes that are there may be given up; else such an attempt fails with WouldStartOver. */
  mayStartOver: boolean
}

export interface Tour {
  /** Where to go now. */
  visit(): Visit
  /** Takes down how the visit failed. */
  note(error: unknown): void
  /** Whether the failure uses up one of the retries. */
  counts(error: unknown): boolean
  canGoOn(error: unknown): boolean
  /** Chooses where to go on; the time until then, in milliseconds. */
  advance(error: unknown): number
  /** What was wrong, with all mirrors. */
  summary(): GodwitError
}

interface TourOptions {
  settings: Pick<ArtifactSettings, 'minRetryDelayMs' | 'maxRetryDelayMs' | 'minThroughput'>
  clock: Clock
  random: () => number
  received(): number
}

interface Mirror {
  source: string
  /** What it said last. */
  problem?: SourceError
  /** It does not go on where the download stands. */
  startsOver: boolean
  /** ms by the clock that nobody can set */
  notBefore: number
}

/** A mirror may bring a few bytes each time, and break off: after that many times another one has its turn. */
const mostBreaks = 5

export function newTour(sources: string[], { settings, clock, random, received }: TourOptions): Tour {
  const mirrors: Mirror[] = sources.map((source) => ({ source, startsOver: false, notBefore: -Infinity }))
  let current = 0
  /** Rounds without progress. */
  let rounds = 0
  let best = received()
  /** Whether the last visit brought what a second brings at least; crumbs would keep a download alive without end. */
  let progressed = false
  /** In a row, of a mirror that was kept. */
  let breaks = 0

  const isUsable = ({ problem }: Mirror) => problem?.retryable !== false

  /** Half of it is chance, taken after the cap: devices that were cut off together must not come back together. */
  const backoff = () => {
    const full = Math.min(settings.maxRetryDelayMs, settings.minRetryDelayMs * 2 ** Math.max(0, rounds - 1))
    return Math.round(full * (0.5 + random() / 2))
  }

  const waitOf = (index: number) => Math.max(0, (mirrors[index]?.notBefore ?? 0) - clock.steady())

  const moveOn = () => {
    const order = [...mirrors.keys()].map((step) => (current + 1 + step) % mirrors.length)
    const open = order.filter((index) => mirrors[index] && isUsable(mirrors[index]))
    const next =
      open.find((index) => waitOf(index) === 0) ?? open.toSorted((a, b) => waitOf(a) - waitOf(b))[0]
    const wrapped = next !== undefined && next <= current
    current = next ?? current
    if (wrapped) rounds += 1
    return Math.max(wrapped ? backoff() : 0, waitOf(current))
  }

  return {
    visit() {
      const mirror = mirrors[current]
      if (!mirror) throw new GodwitError('INVALID_SOURCE', 'the artifact has no source')
      const mightGoOn = mirrors.some((other) => other !== mirror && isUsable(other) && !other.startsOver)
      return { source: mirror.source, mayStartOver: mirror.startsOver || !mightGoOn }
    },
    note(error) {
      progressed = received() - best >= Math.max(1, settings.minThroughput)
      best = Math.max(best, received())
      const mirror = mirrors[current]
      if (!mirror || !(error instanceof SourceError)) return
      mirror.problem = error
      mirror.startsOver ||= error instanceof WouldStartOver
      mirror.notBefore = clock.steady() + error.retryAfterMs
    },
    counts: (error) => !progressed && !(error instanceof WouldStartOver),
    canGoOn: (error) => error instanceof SourceError && mirrors.some(isUsable),
    advance(error) {
      if (progressed) rounds = 0
      const mirror = mirrors[current]
      const isTooSlow = error instanceof SourceError && error.code === 'TOO_SLOW'
      const isKept = progressed && mirror && isUsable(mirror) && !isTooSlow && breaks < mostBreaks
      breaks = isKept ? breaks + 1 : 0
      return isKept ? Math.max(backoff(), waitOf(current)) : moveOn()
    },
    summary: () =>
      summarise(
        mirrors.flatMap(({ problem }) => problem ?? []),
        received(),
      ),
  }
}

/** Of several problems the one that tells most about what to do comes first. */
const mostTelling: ErrorCode[] = [
  'FORBIDDEN',
  'INTEGRITY_MISMATCH',
  'SIZE_MISMATCH',
  'INVALID_SOURCE',
  'NOT_FOUND',
  'SERVER_ERROR',
  'TOO_SLOW',
]

function summarise(problems: SourceError[], kept: number): GodwitError {
  const rank = ({ code }: SourceError) => {
    const index = mostTelling.indexOf(code)
    return index < 0 ? mostTelling.length : index
  }
  const [first = new GodwitError('NETWORK', 'no source was asked')] = problems.toSorted(
    (a, b) => rank(a) - rank(b),
  )
  const retryable = problems.some((problem) => problem.retryable)
  const needsFreshUrl = first.code === 'FORBIDDEN' && !retryable
  const messages = [
    ...new Set(problems.map(({ message }) => message)),
    ...(needsFreshUrl ? [`${kept} bytes are kept`] : []),
  ]
  return new GodwitError(first.code, messages.join('; '), { retryable })
}
