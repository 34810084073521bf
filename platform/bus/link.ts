/**
 * Keeps one connection to the broker: opens it, and after each failure the next one, with a growing pause between.
 *
 * Invariants:
 * - There is one connection at most, and one pause at most.
 * - A problem is logged as a warning when it is new, and quietly when it is only there still.
 */
import type { Clock, Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import { reconnectDelay } from './backoff.ts'
import type { Accepted, Connection, ConnectionEvents } from './connection.ts'
import { explainProblem } from './connection-problem.ts'

export interface LinkPorts {
  clock: Clock
  log: Log
  /** A number in [0, 1). */
  random: () => number
}

export interface LinkEvents {
  /** The broker has accepted. */
  onUp(connection: Connection, accepted: Accepted): void
  /** What was up is gone. */
  onDown(): void
}

export interface Link {
  /** Ends the connection and does not try again. */
  stop(): void
}

/** Accepted and dropped so often in a row, a client is most likely in dispute with another of the same id. */
const disputeAfter = 3

/** A connection that has stood this long has not failed: the next pause is short again. */
const stableMs = 5_000

export interface LinkTarget {
  /** Names the broker in the log. */
  broker: string
  clientId: string
  /** Between two tries, in ms; by default 30 s. */
  longestPauseMs?: number | undefined
}

/** `open` starts one connection. */
export function keepConnected(
  { broker, clientId, longestPauseMs }: LinkTarget,
  open: (events: Omit<ConnectionEvents, 'onMessage'>) => Connection,
  { clock, log, random }: LinkPorts,
  events: LinkEvents,
): Link {
  let connection: Connection | undefined
  let pause: Timer | undefined
  let failures = 0
  let upSince: number | undefined
  let reported = ''
  let dropped = 0

  const report = (reason: Error, delay: number) => {
    const problem = `${upSince === undefined ? 'cannot connect to' : 'lost the connection to'} ${broker}: ${explainProblem(reason)}`
    const isNew = problem !== reported
    reported = problem
    log[isNew ? 'warn' : 'debug']({ problem }, `${problem}; next try in ${(delay / 1_000).toFixed(1)} s`)
  }
  /** The broker takes over a session without a word: all that can be seen is that it accepts and drops. */
  const noteDrop = (stood: boolean) => {
    dropped = stood || upSince === undefined ? 0 : dropped + 1
    if (dropped !== disputeAfter) return
    const way = 'give one of them a connection.clientId, or a topicPrefix, of its own'
    log.error(
      { clientId },
      `${broker} accepts this client and drops it at once: is another "${clientId}" connected? ${way}`,
    )
  }
  const onDown = (reason: Error) => {
    connection = undefined
    const stood = upSince !== undefined && clock.now() - upSince >= stableMs
    noteDrop(stood)
    if (stood) reported = ''
    failures = stood ? 1 : failures + 1
    const delay = reconnectDelay(failures, random(), longestPauseMs)
    report(reason, delay)
    pause = clock.after(delay, dial)
    if (upSince !== undefined) events.onDown()
    upSince = undefined
  }
  const dial = () => {
    const opened = open({
      onUp(accepted) {
        upSince = clock.now()
        log.info({ sessionPresent: accepted.sessionPresent }, `connected to ${broker}`)
        events.onUp(opened, accepted)
      },
      onDown,
    })
    connection = opened
  }
  dial()
  return {
    stop() {
      pause?.cancel()
      connection?.destroy()
    },
  }
}
