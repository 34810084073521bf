import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'
import { expect, onTestFinished } from 'vitest'
import type { HttpSettings } from '../../../../agents/artifacts/sources/http-settings.ts'
import { openHttpSource } from '../../../../agents/artifacts/sources/http-source.ts'
import {
  type SourceAnswer,
  SourceError,
  type SourceRequest,
} from '../../../../agents/artifacts/sources/source.ts'
import { newScope, type Scope } from '../../../support/scope.ts'
import { neverAborted } from './fixture.ts'

/** What must never be in a message: it is in each URL, and in what servers answer. */
const secrets = /s3cret|pa55|t0ken/

/** What time it is on the device. */
export const now = Date.parse('2026-01-02T03:04:05Z')

export function testScope(): Scope {
  const scope = newScope()
  onTestFinished(() => scope.release())
  return scope
}

/** The URL with a user, a password and a token. */
export function secretUrl(url: string): string {
  return `${url}?signature=s3cret`.replace('//', '//user:pa55@')
}

export type Asked = Partial<Omit<SourceRequest, 'source'>> & { settings?: Partial<HttpSettings> }

export function open(source: string, { settings, ...asked }: Asked = {}): Promise<SourceAnswer> {
  const request = { source, offset: 0, validator: undefined, signal: neverAborted(), ...asked }
  return openHttpSource(request, { idleTimeoutMs: 20_000, ...settings }, now)
}

/** The body of the answer as text. */
export async function bytesOf(opening: Promise<SourceAnswer>): Promise<string> {
  const answer = await opening
  if (answer.kind !== 'bytes') throw new Error(`there are no bytes: ${answer.kind}`)
  return text(answer.body)
}

/** What it fails with, which holds no secret wherever one looks. */
export async function failureOf(opening: Promise<unknown>): Promise<SourceError> {
  const error = await opening.then(
    (answer) => new Error(`there is no failure: ${inspect(answer)}`),
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(SourceError)
  expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(secrets)
  return error
}
