/** Each thing that a server, or the way to it, can do wrong, alone: the artifact arrives, or the right error is told. */
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { asGodwitError, type ErrorCode } from '../../../spec/index.ts'
import type { Fault, MirrorPlan } from '../../support/chaos/fault.ts'
import { makeStage, type Plan, type Played, play, type Stage } from '../../support/chaos/play.ts'
import { faultOfStore } from '../../support/chaos/sound-store.ts'
import { test } from '../../support/fixture.ts'
import { newScope } from '../../support/scope.ts'

const stageScope = newScope()
let stage: Stage
beforeAll(async () => {
  stage = await makeStage(stageScope)
})
afterAll(() => stageScope.release())

const good: MirrorPlan = {
  place: 'http',
  validator: 'strong',
  chunked: false,
  faults: [],
  afterwards: { kind: 'none' },
  line: [],
}
const size = 2_000_000
/** What makes the next request one for a range. */
const cut: Fault = { kind: 'short', after: 700_000, how: 'closed' }

const planOf = (mirrors: Partial<MirrorPlan>[], more: Partial<Plan> = {}): Plan => ({
  seed: 1,
  size,
  declaresSize: true,
  mirrors: mirrors.map((mirror) => ({ ...good, ...mirror })),
  stops: [],
  ranges: 1,
  ...more,
})

async function expectArrival(played: Played): Promise<void> {
  if (played.error) throw played.error
  expect(await faultOfStore(played.folder, played.artifact, true)).toBeUndefined()
}

describe('it arrives, though once', () => {
  const faults: Record<string, Fault> = {
    'a range is answered with all of it': { kind: 'ignoresRange' },
    'a range is shifted': { kind: 'contentRange', how: 'shifted' },
    'a range holds other bytes than it says': { kind: 'contentRange', how: 'mislabelled' },
    'a range is not named': { kind: 'contentRange', how: 'missing' },
    'a range has a garbled name': { kind: 'contentRange', how: 'garbled' },
    'the connection closes early': { kind: 'short', after: 300_000, how: 'closed' },
    'the connection closes between chunks': { kind: 'short', after: 300_000, how: 'chunkedClosed' },
    'the last chunk comes early': { kind: 'short', after: 300_000, how: 'chunked' },
    'it is moved, three times': { kind: 'redirect', to: 'chain' },
    'it is moved to another host': { kind: 'redirect', to: 'otherHost' },
    'a request is reset': { kind: 'reset', when: 'request' },
    'a head is reset': { kind: 'reset', when: 'head' },
    'a body is reset': { kind: 'reset', when: 'body', after: 123_457 },
    'a request is never answered': { kind: 'stall', when: 'head' },
    'a body stalls': { kind: 'stall', when: 'body', after: 123_457 },
    'a head comes slowly': { kind: 'slowHead', everyMs: 20 },
    'it comes slowly': { kind: 'trickle', after: 100_000, bytes: 1_000, everyMs: 5, steps: 20 },
    'a byte is wrong': { kind: 'flip', at: 100_000 },
    'another version is served': { kind: 'changed', etag: 'new' },
    'another version is served under the same ETag': { kind: 'changed', etag: 'same' },
    'the server is overloaded': { kind: 'status', status: 503 },
    'the gateway is bad': { kind: 'status', status: 502 },
    'the server asks to come back in 100 s': {
      kind: 'status',
      status: 429,
      retryAfter: { seconds: 100, as: 'number' },
    },
    'the server asks to come back at a date': {
      kind: 'status',
      status: 503,
      retryAfter: { seconds: 100, as: 'date' },
    },
    'the range is called beyond the end': { kind: 'status', status: 416 },
    'the server does not speak HTTP': { kind: 'garbage' },
  }
  for (const [name, fault] of Object.entries(faults)) {
    test(`${name}, at the first request`, { skip: fault.kind === 'status' && fault.status === 416 }, async ({
      scope,
    }) => {
      await expectArrival(await play(scope, planOf([{ faults: [fault] }]), stage))
    })
    test(`${name}, where the download goes on`, async ({ scope }) => {
      const played = await play(scope, planOf([{ faults: [cut, fault] }]), stage)
      await expectArrival(played)
      // What was on its way when the connection closed may be lost.
      expect(played.mirrors[0]?.requests[1]?.headers.range).toMatch(/^bytes=[1-7]\d+-$/)
    })
  }
})

describe('it arrives', () => {
  const mirrors: Record<string, Partial<MirrorPlan>> = {
    'without ranges': { faults: [cut], afterwards: { kind: 'ignoresRange' } },
    'in chunks': { faults: [{ kind: 'short', after: 300_000, how: 'chunkedClosed' }], chunked: true },
    'with a weak ETag': { faults: [cut], validator: 'weak' },
    'with a Last-Modified': { faults: [cut], validator: 'lastModified' },
    'without any validator': { faults: [cut], validator: 'none' },
    'over TLS': { faults: [cut], place: 'https' },
    'over TLS, moved to another host': { afterwards: { kind: 'redirect', to: 'otherHost' }, place: 'https' },
    'in pieces of 300,000 bytes': { afterwards: { kind: 'short', after: 300_000, how: 'closed' } },
    'over a line that is cut': { line: [{ cutAfter: 10 }, { cutAfter: 500_000 }, { cutAfter: 1_000_000 }] },
    'over a line that closes': { line: [{ halfCloseAfter: 100 }, { halfCloseAfter: 500_000 }] },
    'over a slow line': { line: [{ delayMs: 1, pieceBytes: 8_192 }] },
    'over TLS on a line that is cut': { place: 'https', line: [{ cutAfter: 100 }, { cutAfter: 500_000 }] },
  }
  for (const [name, mirror] of Object.entries(mirrors)) {
    test(name, async ({ scope }) => {
      await expectArrival(await play(scope, planOf([mirror]), stage))
    })
    test(`${name}, its size unknown`, async ({ scope }) => {
      await expectArrival(await play(scope, planOf([mirror], { declaresSize: false }), stage))
    })
  }
})

test('a mirror with other bytes, which breaks off, does not get another one the blame', async ({ scope }) => {
  const wrong: Fault = { kind: 'changed', etag: 'new', cutAfter: 700_000 }
  const faults = Array.from({ length: 6 }, (): Fault[] => [wrong, { kind: 'status', status: 503 }]).flat()
  await expectArrival(await play(scope, planOf([{ faults, afterwards: wrong }, {}]), stage))
})

test('a mirror that trickles is left for the next one', async ({ scope }) => {
  const trickle: Fault = { kind: 'trickle', after: 100_000, bytes: 100, everyMs: 20 }
  const settings = { ...stage.settings, minThroughput: 20_000, throughputWindowMs: 500 }
  const played = await play(scope, planOf([{ afterwards: trickle }, {}]), { ...stage, settings })
  await expectArrival(played)
  expect(played.mirrors.map(({ requests }) => requests.length)).toEqual([1, 1])
})

test('a mirror that breaks off after a few bytes each time is left for the next one', async ({ scope }) => {
  const crumbs: Fault = { kind: 'short', after: 100, how: 'closed' }
  const played = await play(scope, planOf([{ afterwards: crumbs }, {}]), stage)
  await expectArrival(played)
  expect(played.mirrors[0]?.requests.length).toBeLessThan(10)
})

test('once bytes of several mirrors were wrong, one that brings none costs nothing', async ({ scope }) => {
  const crumbs: Fault = { kind: 'short', after: 300_000, how: 'closed' }
  const mirrors: Partial<MirrorPlan>[] = [
    { place: 'refused' },
    { faults: [{ kind: 'changed', etag: 'same' }, cut], afterwards: crumbs },
  ]
  await expectArrival(await play(scope, planOf(mirrors, { stops: [400_000] }), stage))
})

interface Failure {
  mirror: Partial<MirrorPlan>
  code: ErrorCode
  retryable: boolean
  more?: Partial<Plan>
}

const failures: Record<string, Failure> = {
  'answers 401': {
    mirror: { afterwards: { kind: 'status', status: 401 } },
    code: 'FORBIDDEN',
    retryable: false,
  },
  'answers 403': {
    mirror: { afterwards: { kind: 'status', status: 403 } },
    code: 'FORBIDDEN',
    retryable: false,
  },
  'answers 403 when its URL has expired': {
    mirror: { faults: [cut], afterwards: { kind: 'status', status: 403 } },
    code: 'FORBIDDEN',
    retryable: false,
  },
  'answers 404': {
    mirror: { afterwards: { kind: 'status', status: 404 } },
    code: 'NOT_FOUND',
    retryable: false,
  },
  'answers 410': {
    mirror: { afterwards: { kind: 'status', status: 410 } },
    code: 'NOT_FOUND',
    retryable: false,
  },
  'answers 400': {
    mirror: { afterwards: { kind: 'status', status: 400 } },
    code: 'SERVER_ERROR',
    retryable: false,
  },
  'answers 416 to a request for all of it': {
    mirror: { afterwards: { kind: 'status', status: 416 } },
    code: 'SERVER_ERROR',
    retryable: false,
  },
  'always answers 503': {
    mirror: { afterwards: { kind: 'status', status: 503 } },
    code: 'SERVER_ERROR',
    retryable: true,
  },
  'always answers 429': {
    mirror: { afterwards: { kind: 'status', status: 429, retryAfter: { seconds: 60, as: 'number' } } },
    code: 'SERVER_ERROR',
    retryable: true,
  },
  'always sends wrong bytes': {
    mirror: { afterwards: { kind: 'flip', at: 5 } },
    code: 'INTEGRITY_MISMATCH',
    retryable: false,
  },
  'has another version': {
    mirror: { afterwards: { kind: 'changed', etag: 'new' } },
    code: 'INTEGRITY_MISMATCH',
    retryable: false,
  },
  'has more than declared, as a range says': {
    mirror: { faults: [cut], afterwards: { kind: 'contentRange', how: 'otherTotal' } },
    code: 'SIZE_MISMATCH',
    retryable: false,
  },
  'has less than declared': {
    mirror: { afterwards: { kind: 'short', after: 1_000_000, how: 'declared' } },
    code: 'SIZE_MISMATCH',
    retryable: false,
  },
  'has more than declared': {
    mirror: { afterwards: { kind: 'long', more: 10, how: 'declared' } },
    code: 'SIZE_MISMATCH',
    retryable: false,
  },
  'sends more chunks than declared': {
    mirror: { afterwards: { kind: 'long', more: 200_000, how: 'chunked' } },
    code: 'SIZE_MISMATCH',
    retryable: false,
  },
  'never ends': {
    mirror: { afterwards: { kind: 'long', how: 'endless' } },
    code: 'SIZE_MISMATCH',
    retryable: false,
  },
  'packs what it sends': {
    mirror: { afterwards: { kind: 'encoded', how: 'really' } },
    code: 'SERVER_ERROR',
    retryable: false,
  },
  'calls what it sends packed': {
    mirror: { afterwards: { kind: 'encoded', how: 'labelled' } },
    code: 'SERVER_ERROR',
    retryable: false,
  },
  'redirects for ever': {
    mirror: { afterwards: { kind: 'redirect', to: 'loop' } },
    code: 'SERVER_ERROR',
    retryable: false,
  },
  'redirects from https to http': {
    mirror: { place: 'https', afterwards: { kind: 'redirect', to: 'plainHttp' } },
    code: 'INVALID_SOURCE',
    retryable: false,
  },
  'never answers': {
    mirror: { afterwards: { kind: 'stall', when: 'head' } },
    code: 'NETWORK',
    retryable: true,
  },
  'resets every request': {
    mirror: { afterwards: { kind: 'reset', when: 'request' } },
    code: 'NETWORK',
    retryable: true,
  },
  'never speaks HTTP': { mirror: { afterwards: { kind: 'garbage' } }, code: 'SERVER_ERROR', retryable: true },
  'has a head without end': {
    mirror: { afterwards: { kind: 'hugeHead' } },
    code: 'SERVER_ERROR',
    retryable: false,
  },
  'has no address': { mirror: { place: 'unknownHost' }, code: 'NETWORK', retryable: true },
  'is not there': { mirror: { place: 'refused' }, code: 'NETWORK', retryable: true },
  'has a certificate of an unknown authority': {
    mirror: { place: 'untrusted' },
    code: 'TLS_FAILED',
    retryable: true,
  },
  'has a certificate for another name': {
    mirror: { place: 'otherName' },
    code: 'TLS_FAILED',
    retryable: true,
  },
}

describe('a download fails with the right error from a server that', () => {
  for (const [name, { mirror, code, retryable, more }] of Object.entries(failures)) {
    test(name, async ({ scope }) => {
      const played = await play(scope, planOf([mirror], more), stage)
      const error = asGodwitError(played.error)
      expect({ code: error.code, retryable: error.retryable, message: error.message }).toMatchObject({
        code,
        retryable,
      })
    })
    test(`${name}, and arrives from the next mirror`, async ({ scope }) => {
      await expectArrival(await play(scope, planOf([mirror, {}], more), stage))
    })
  }
})
