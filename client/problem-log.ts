import type { Log } from '../platform/log.ts'

/** A log that also remembers why there is no connection. */
export interface ProblemLog {
  log: Log
  /** The last problem with the connection, for people. */
  problem(): string | undefined
}

/** What is logged goes on to `target`, where there is one. */
export function problemLog(target?: Log): ProblemLog {
  let last: string | undefined
  const log: Log = {
    error: (fields, message) => target?.error(fields, message),
    warn: (fields, message) => {
      if ('problem' in fields) last = String(fields.problem)
      target?.warn(fields, message)
    },
    info: (fields, message) => target?.info(fields, message),
    debug: (fields, message) => target?.debug(fields, message),
    trace: (fields, message) => target?.trace(fields, message),
    child: () => log,
  }
  return { log, problem: () => last }
}
