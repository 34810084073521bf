/** Plans by chance: the same seed always makes the same plan. */
import fc, { type Arbitrary } from 'fast-check'
import type { Fault, LineFault, MirrorPlan } from './fault.ts'
import type { Plan } from './play.ts'

const mebibyte = 1024 * 1024

export function randomPlan(seed: number): Plan {
  const [plan] = fc.sample(plans(seed), { seed, numRuns: 1 })
  if (!plan) throw new Error('no plan')
  return plan
}

/** Most are small, since each byte of them costs time. */
const sizes = fc.oneof(
  { weight: 12, arbitrary: fc.constant(5 * mebibyte) },
  { weight: 6, arbitrary: fc.integer({ min: 5 * mebibyte, max: 10 * mebibyte }) },
  { weight: 1, arbitrary: fc.integer({ min: 10 * mebibyte, max: 50 * mebibyte }) },
)

const plans = (seed: number): Arbitrary<Plan> =>
  sizes.chain((size) =>
    fc.record({
      seed: fc.constant(seed),
      size: fc.constant(size),
      declaresSize: often,
      ranges: fc.constantFrom(1, 1, 4),
      mirrors: fc.array(mirrors(size), { minLength: 1, maxLength: 3 }),
      stops: fc.array(position(size), { maxLength: 2 }).map((stops) => stops.toSorted((a, b) => a - b)),
    }),
  )

const mirrors = (size: number): Arbitrary<MirrorPlan> =>
  fc.record({
    place: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom('http' as const) },
      { weight: 3, arbitrary: fc.constant('https' as const) },
      { weight: 1, arbitrary: fc.constantFrom('unknownHost', 'refused', 'untrusted', 'otherName') },
    ),
    validator: fc.constantFrom('strong', 'strong', 'weak', 'lastModified', 'none'),
    chunked: seldom,
    faults: fc.array(passingFaults(size), { maxLength: 3 }),
    afterwards: fc.oneof(
      { weight: 3, arbitrary: fc.constant<Fault>({ kind: 'none' }) },
      { weight: 2, arbitrary: lastingFaults(size) },
    ),
    line: fc.array(lines(size), { maxLength: 2 }),
  })

const often = fc.nat(3).map((number) => number > 0)
const seldom = fc.nat(3).map((number) => number === 0)
const position = (size: number) => fc.integer({ min: 0, max: size })
/** Each costs the idle timeout: they are the fewer. */
const stalls = (size: number): Arbitrary<Fault> =>
  fc.oneof(
    fc.constant<Fault>({ kind: 'stall', when: 'head' }),
    fc.record({ kind: fc.constant('stall'), when: fc.constant('body'), after: position(size) }),
  )

/** What may happen to any answer. */
const faults = (size: number): Arbitrary<Fault>[] => [
  fc.constant({ kind: 'ignoresRange' }),
  fc.record({
    kind: fc.constant('contentRange'),
    how: fc.constantFrom('shifted', 'mislabelled', 'missing', 'garbled', 'otherTotal'),
  }),
  fc.record({ kind: fc.constant('long'), more: fc.integer({ min: 1, max: 100_000 }), how: longEnds }),
  fc.constant({ kind: 'long', how: 'endless' }),
  fc.record({ kind: fc.constant('encoded'), how: fc.constantFrom('labelled', 'really') }),
  fc.record({ kind: fc.constant('redirect'), to: redirects }),
  fc.record({ kind: fc.constant('flip'), at: position(size) }),
  fc.record(
    {
      kind: fc.constant('changed'),
      etag: fc.constantFrom('new', 'same'),
      cutAfter: position(size),
    },
    { requiredKeys: ['kind', 'etag'] },
  ),
  fc.constantFrom<Fault>({ kind: 'slowHead', everyMs: 5 }, { kind: 'hugeHead' }, { kind: 'garbage' }),
  fc.record({ kind: fc.constant('reset'), when: fc.constantFrom('request', 'head') }),
  statuses,
]

const longEnds = fc.constantFrom('declared' as const, 'undeclared' as const, 'chunked' as const)
const redirects = fc.constantFrom(
  'chain' as const,
  'loop' as const,
  'otherHost' as const,
  'plainHttp' as const,
)
const shortEnds = fc.constantFrom(
  'closed' as const,
  'closed' as const,
  'chunkedClosed' as const,
  'declared' as const,
  'chunked' as const,
)

const statuses: Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(500, 502, 503, 503, 429, 401, 403, 404, 410, 416),
  }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(429, 503),
    retryAfter: fc.record({
      seconds: fc.nat(7_200),
      as: fc.constantFrom('number' as const, 'date' as const),
    }),
  }),
)

const passingFaults = (size: number): Arbitrary<Fault> =>
  fc.oneof(
    ...faults(size),
    // What happens most, where there is a network at all.
    fc.record({ kind: fc.constant('short'), after: position(size), how: shortEnds }),
    fc.record({ kind: fc.constant('short'), after: position(size), how: fc.constant('closed') }),
    fc.record({ kind: fc.constant('reset'), when: fc.constant('body'), after: position(size) }),
    fc.record({ kind: fc.constant('reset'), when: fc.constant('body'), after: position(size) }),
    fc.record({
      kind: fc.constant('trickle'),
      after: position(size),
      bytes: fc.constant(1_000),
      everyMs: fc.constant(2),
      steps: fc.integer({ min: 1, max: 40 }),
    }),
    stalls(size),
  )

/** A server that always breaks off serves some of it each time, or it would take for ever. */
const lastingFaults = (size: number): Arbitrary<Fault> =>
  fc.oneof(
    { weight: 20, arbitrary: fc.oneof(...faults(size)).map(withoutCut) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('short'),
        after: fc.integer({ min: Math.ceil(size / 20), max: size }),
        how: shortEnds,
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'stall', when: 'head' }) },
  )

const withoutCut = (fault: Fault): Fault =>
  fault.kind === 'changed' ? { kind: 'changed', etag: fault.etag } : fault

const lines = (size: number): Arbitrary<LineFault> =>
  fc.oneof(
    fc.record({ cutAfter: position(size) }),
    fc.record({ halfCloseAfter: position(size) }),
    fc.record({ delayMs: fc.constant(1), pieceBytes: fc.constant(262_144) }),
    fc.constant({}),
  )
