import { destination, type Logger, pino } from 'pino'
import { type Clock, systemClock } from './clock.ts'
import { openLogFile } from './log-file.ts'
import { redactFields, redactText } from './redact.ts'

/** The part of a logger that the house uses. */
export interface Log {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
  debug(fields: object, message: string): void
  trace(fields: object, message: string): void
  /** A log that adds these fields to each line. */
  child(fields: object): Log
}

export interface LogOptions {
  /** The lowest level that is written; INFO. */
  logLevel?: 'ERROR' | 'WARN' | 'INFO' | 'DEBUG' | 'TRACE'
  /** By default standard error. */
  logFile?: string
  /** In MB (10^6 bytes), before the file is rotated; 2. */
  logFileSize?: number
  /** Rotated files that are kept; 5. */
  logFileCount?: number
  /** Days that rotated files are kept; 28. */
  logFileMaxAge?: number
}

/** While nothing can be written, this much waits in memory; what is more is dropped. */
const longestBacklog = 2 ** 20

/**
 * A log that writes JSON lines, each at once: nothing is lost when the process ends. Secrets are taken out, in fields
 * with telling names and in URLs. Throws the system's error where the log file cannot be opened; later errors
 * (a full disk, a closed terminal) cost lines, never the process.
 */
export function createLog(options: LogOptions = {}, clock: Clock = systemClock): Log {
  const logger = pino(
    {
      level: (options.logLevel ?? 'INFO').toLowerCase(),
      base: null,
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }), log: redactFields },
      hooks: { streamWrite: redactText },
    },
    options.logFile === undefined ? standardError() : logFile(options.logFile, options, clock),
  )
  return withSafeChildren(logger)
}

/** pino writes the fields of a child down when it is made, past what is done to those of a line. */
function withSafeChildren(logger: Logger): Log {
  return {
    error: logger.error.bind(logger),
    warn: logger.warn.bind(logger),
    info: logger.info.bind(logger),
    debug: logger.debug.bind(logger),
    trace: logger.trace.bind(logger),
    child: (fields) => withSafeChildren(logger.child(redactFields(fields))),
  }
}

function standardError() {
  const stream = destination({ dest: 2, sync: true, maxLength: longestBacklog })
  stream.on('error', () => {})
  return stream
}

const dayMs = 86_400_000

function logFile(path: string, options: LogOptions, clock: Clock) {
  const { logFileSize = 2, logFileCount = 5, logFileMaxAge = 28 } = options
  return openLogFile(
    path,
    { maxBytes: logFileSize * 1e6, count: logFileCount, maxAgeMs: logFileMaxAge * dayMs },
    clock,
  )
}
