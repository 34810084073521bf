/**
 * Messages that the broker has not acknowledged yet, in the order of their publishing. They outlive connections.
 *
 * Invariants:
 * - A message leaves the outbox only when the broker has answered it, or the outbox is closed.
 * - At most `limit` messages are on their way at once: what the broker has said that it takes.
 * - After a lost connection, unanswered messages are sent again, before newer ones.
 */
export interface Outbox {
  /** Resolves when the broker has acknowledged the message. */
  add(message: Outgoing): Promise<void>
  /** From now on messages go out through `send`, which rejects where the broker refuses the message for good. */
  open(limit: number, send: (message: Outgoing) => Promise<void>): void
  /** The connection is gone: nothing goes out until the next `open`. */
  pause(): void
  /** Resolves when nothing is left. */
  drained(): Promise<void>
  /** Rejects everything that is left. */
  abandon(reason: Error): void
}

export interface Outgoing {
  topic: string
  payload: string
  retain: boolean
}

interface Entry {
  message: Outgoing
  resolve: () => void
  reject: (reason: Error) => void
}

interface Way {
  limit: number
  send: (message: Outgoing) => Promise<void>
}

/** `onRefused` is told of messages that the broker does not want; for their publishers they are done. */
export function newOutbox(onRefused: (message: Outgoing, reason: Error) => void): Outbox {
  let waiting: Entry[] = []
  const underWay = new Set<Entry>()
  const watchers: (() => void)[] = []
  let way: Way | undefined

  const isEmpty = () => waiting.length === 0 && underWay.size === 0

  const pump = () => {
    while (way && underWay.size < way.limit) {
      const entry = waiting.shift()
      if (!entry) break
      underWay.add(entry)
      void deliver(entry, way)
    }
    if (isEmpty()) for (const watcher of watchers.splice(0)) watcher()
  }

  const deliver = async (entry: Entry, used: Way) => {
    const refusal = await used.send(entry.message).then(
      () => undefined,
      (error: Error) => error,
    )
    if (way !== used) return
    underWay.delete(entry)
    if (refusal) onRefused(entry.message, refusal)
    entry.resolve()
    pump()
  }

  return {
    add: (message) =>
      new Promise((resolve, reject) => {
        waiting.push({ message, resolve, reject })
        pump()
      }),
    open(limit, send) {
      way = { limit, send }
      pump()
    },
    pause() {
      way = undefined
      waiting = [...underWay, ...waiting]
      underWay.clear()
    },
    drained: () =>
      new Promise((resolve) => {
        watchers.push(resolve)
        pump()
      }),
    abandon(reason) {
      way = undefined
      for (const entry of [...underWay, ...waiting.splice(0)]) entry.reject(reason)
      underWay.clear()
    },
  }
}
