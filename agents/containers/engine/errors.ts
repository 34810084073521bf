/** What the engine, or the way to it, says is wrong. */
import { redactText } from '../../../platform/redact.ts'
import { GodwitError } from '../../../spec/index.ts'

/** What no answer at all looks like. */
const unreachable = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EACCES', 'ENOTSOCK', 'ETIMEDOUT']

/** The kernel's words for it, which the engine hands on; its answer has no code of its own. */
const noSpace = /no space left on device/i

const hints: Record<string, string> = {
  ENOENT: 'its socket is not there: is it installed, and does it run?',
  ECONNREFUSED: 'nobody listens on its socket: it does not run',
  EACCES: 'its socket may not be used by this user',
}

/** The answer's HTTP status; undefined where there was none. */
export const statusOf = (error: unknown): number | undefined =>
  (error as { statusCode?: number } | undefined)?.statusCode

/** `doing` goes after `cannot`, as in `start container x`. */
export function engineError(error: unknown, doing: string): GodwitError {
  if (error instanceof GodwitError) return error
  const { code, message, json } = error as { code?: string; message: string; json?: { message?: string } }
  if (statusOf(error) === undefined && code !== undefined && unreachable.includes(code)) {
    const why = hints[code] ?? redactText(message)
    return new GodwitError('ENGINE_UNAVAILABLE', `the container engine does not answer: ${why}`, {
      retryable: true,
      cause: error,
    })
  }
  const why = redactText(json?.message ?? message).trim()
  if (noSpace.test(why)) {
    const message = `the engine cannot ${doing}: its disk is full: ${why}`
    return new GodwitError('DISK_FULL', message, { retryable: true, cause: error })
  }
  return new GodwitError('ENGINE_FAILED', `the engine cannot ${doing}: ${why}`, { cause: error })
}
