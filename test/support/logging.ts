import type { Log } from '../../platform/log.ts'
import { type Changes, newChanges } from './waiting.ts'

/** A log that remembers its lines, as `level message`, and all their fields. */
export interface RecordedLog extends Log {
  readonly lines: string[]
  readonly fields: object[]
  /** Tells of each new line. */
  readonly changes: Changes
}

export function recordLog(): RecordedLog {
  const lines: string[] = []
  const fields: object[] = []
  const changes = newChanges()
  const write = (level: string) => (given: object, message: string) => {
    lines.push(`${level} ${message}`)
    fields.push(given)
    changes.notify()
  }
  const log: RecordedLog = {
    lines,
    fields,
    changes,
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    trace: write('trace'),
    child: () => log,
  }
  return log
}
