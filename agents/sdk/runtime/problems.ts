/** What the author's code throws, in the words of the wire. */
import { asGodwitError } from '../../../spec/index.ts'
import type { Problem } from '../operation/state.ts'

/** `component` is without the domain. */
export function problemOf(error: unknown, domain: string, phase: string, component?: string): Problem {
  const known = asGodwitError(error)
  const prefix = component === undefined ? '' : `${component}: `
  return {
    message: `${prefix}${known.message}`,
    reason: {
      ...known.toReason(),
      phase,
      domain,
      ...(component !== undefined && { component: `${domain}:${component}` }),
    },
  }
}
