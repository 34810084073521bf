/**
 * The door through which every message comes in: parse, bring into canonical form, validate, smooth out what peers
 * are known to write differently.
 *
 * Invariant: nothing that is received makes this throw, overflow or hang; what is wrong comes back in words.
 */
import { canonical, originalPath } from './decode/canonical.ts'
import { parseJson } from './decode/json.ts'
import { type Problem, pathText, stepsOf, wordsOf } from './decode/problem.ts'
import { tolerantFeedback, tolerantTimestamp } from './decode/tolerances.ts'
import {
  command,
  desiredState,
  feedback,
  inventory,
  ownerConsent,
  ownerConsentFeedback,
  presence,
  status,
} from './generated/message-validators.js'
import type { DesiredStateFeedback } from './generated/messages.ts'
import { shapes } from './generated/shapes.ts'
import type { MessageKind, Payloads, Question } from './kinds.ts'
import type { Message } from './message.ts'
import type { ValidationError } from './validator.ts'

export type Decoded<Payload> = { ok: true; message: Message<Payload> } | ({ ok: false } & Undecodable)

export interface Undecodable extends Problem {
  /** Whom to answer; absent where it could not be read. */
  activityId?: string
}

/**
 * The message in `bytes`, validated and in canonical form: unknown fields dropped, absent activityId empty, absent
 * timestamp 0. Otherwise what is wrong with it, as in `payload.actions[3].component: required`.
 */
export function decode<Kind extends MessageKind>(kind: Kind, bytes: Uint8Array): Decoded<Payloads[Kind]> {
  const parsed = parseJson(bytes)
  if ('problem' in parsed) return { ok: false, path: 'message', problem: parsed.problem }
  const envelope = canonical(shapes.envelope, parsed.value)
  if (!isObject(envelope)) return { ok: false, path: 'message', problem: 'must be an object' }
  const { activityId = '', timestamp, payload: original } = envelope
  if (typeof activityId !== 'string') return { ok: false, path: 'activityId', problem: 'must be a string' }
  const checked = checkPayload(kind, original)
  if ('problem' in checked) return { ok: false, activityId, ...checked }
  return { ok: true, message: { activityId, timestamp: tolerantTimestamp(timestamp), ...checked } }
}

const validators = {
  desiredState,
  command,
  feedback,
  inventory,
  ownerConsent,
  ownerConsentFeedback,
  presence,
  status,
}

/** The validators vouch for the casts: they are made from the same schemas as the types. */
function checkPayload<Kind extends MessageKind>(
  kind: Kind,
  original: unknown,
): { payload: Payloads[Kind] } | Problem {
  const name: MessageKind = kind
  if (name === 'empty') return { payload: questionIn(original) as Payloads[Kind] }
  if (original === undefined) return { path: 'payload', problem: 'required' }
  const payload = canonical(shapes[name], original)
  const validate = validators[name]
  if (!validate(payload)) return problemIn(original, validate.errors?.[0])
  const smooth = name === 'feedback' ? tolerantFeedback(payload as DesiredStateFeedback) : payload
  return { payload: smooth as Payloads[Kind] }
}

function questionIn(original: unknown): Question | null {
  return isObject(original) && original.verify === true ? { verify: true } : null
}

function problemIn(original: unknown, error: ValidationError | undefined): Problem {
  if (error === undefined) return { path: 'payload', problem: 'is not valid' }
  const steps = originalPath(original, stepsOf(error))
  return { path: pathText(['payload', ...steps]), problem: wordsOf(error) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
