/**
 * What is owed to whoever downloads by a plan: an artifact that somebody serves arrives; where nobody does, the error is
 * one that the plan explains.
 */
import type { ErrorCode } from '../../../spec/index.ts'
import type { Fault, MirrorPlan } from './fault.ts'
import type { Plan } from './play.ts'

export interface Owed {
  /** It has to arrive. */
  success: boolean
  /** With one of these it may fail, if it may at all. */
  codes: Set<ErrorCode>
}

/** What a fault may come to. */
interface Consequence {
  /** How an attempt may fail by it. */
  codes: ErrorCode[]
  /** It may be a reason never to ask the mirror again. */
  isFinal?: boolean
  /** It may pass wrong bytes off as right; the second time, the mirror is not asked again. */
  spoils?: boolean
  /** No attempt succeeds while it lasts. */
  blocks?: boolean
}

export function owedBy(plan: Plan): Owed {
  const success = plan.mirrors.some(serves)
  return { success, codes: new Set(plan.mirrors.flatMap(codesOf)) }
}

/** Whether a mirror serves the right bytes in the end, if only it is asked often enough, and has given no reason not to. */
function serves({ place, faults, afterwards }: MirrorPlan): boolean {
  const known = faults.map(consequenceOf)
  const { isFinal, spoils, blocks } = consequenceOf(afterwards)
  const isOpen = (place === 'http' || place === 'https') && !isFinal && !spoils && !blocks
  return isOpen && !known.some((each) => each.isFinal) && known.filter((each) => each.spoils).length < 2
}

function codesOf({ place, faults, afterwards, line }: MirrorPlan): ErrorCode[] {
  if (place === 'unknownHost' || place === 'refused') return ['NETWORK']
  if (place === 'untrusted' || place === 'otherName') return ['TLS_FAILED']
  const known = [...faults, afterwards].flatMap((fault) => consequenceOf(fault).codes)
  return line.length > 0 ? [...known, 'NETWORK'] : known
}

function consequenceOf(fault: Fault): Consequence {
  switch (fault.kind) {
    case 'none':
    case 'ignoresRange':
    case 'slowHead':
    case 'trickle':
      return { codes: [] }
    case 'status':
      return statusConsequence(fault.status)
    case 'contentRange':
      return rangeConsequences[fault.how]
    case 'short':
      return shortConsequence(fault)
    case 'long':
      return { codes: ['SIZE_MISMATCH', 'INTEGRITY_MISMATCH'], isFinal: true }
    case 'encoded':
      return { codes: ['SERVER_ERROR'], isFinal: true }
    case 'redirect':
      return redirectConsequences[fault.to]
    case 'reset':
    case 'stall':
      return { codes: ['NETWORK'], blocks: true }
    case 'flip':
      return { codes: ['INTEGRITY_MISMATCH'], spoils: true }
    case 'changed':
      return { codes: ['INTEGRITY_MISMATCH', 'NETWORK'], spoils: true }
    case 'garbage':
      return { codes: ['SERVER_ERROR'], blocks: true }
    case 'hugeHead':
      return { codes: ['SERVER_ERROR'], isFinal: true }
  }
}

function statusConsequence(status: number): Consequence {
  if (status === 401 || status === 403) return { codes: ['FORBIDDEN'], isFinal: true }
  if (status === 404 || status === 410) return { codes: ['NOT_FOUND'], isFinal: true }
  if (status === 416) return { codes: ['SERVER_ERROR', 'INTEGRITY_MISMATCH'], isFinal: true }
  return { codes: ['SERVER_ERROR'], blocks: true }
}

const rangeConsequences: Record<Extract<Fault, { kind: 'contentRange' }>['how'], Consequence> = {
  shifted: { codes: ['SERVER_ERROR'] },
  missing: { codes: ['SERVER_ERROR'] },
  garbled: { codes: ['SERVER_ERROR'] },
  mislabelled: { codes: ['NETWORK', 'INTEGRITY_MISMATCH'], spoils: true },
  otherTotal: { codes: ['SIZE_MISMATCH', 'NETWORK', 'SERVER_ERROR', 'INTEGRITY_MISMATCH'], isFinal: true },
}

/** A size that is a lie is taken for one; what breaks off is gone on with. */
function shortConsequence({ how }: Extract<Fault, { kind: 'short' }>): Consequence {
  if (how === 'closed' || how === 'chunkedClosed') return { codes: ['NETWORK'] }
  return { codes: ['NETWORK', 'SIZE_MISMATCH', 'INTEGRITY_MISMATCH'], isFinal: true }
}

const redirectConsequences: Record<Extract<Fault, { kind: 'redirect' }>['to'], Consequence> = {
  chain: { codes: [] },
  otherHost: { codes: [] },
  loop: { codes: ['SERVER_ERROR'], isFinal: true },
  plainHttp: { codes: ['INVALID_SOURCE'], isFinal: true },
}
