/**
 * Who wants to hear what.
 *
 * Invariants:
 * - Each filter is asked for on each connection, also where the broker still has the session: the session may be that
 *   of an older program with other filters.
 * - A handler that fails is logged, and the message counts as handled: one that cannot be handled must not come for ever.
 */
import type { Log } from '../log.ts'
import type { BusMessage, MessageHandler } from './bus.ts'
import { matchesFilter } from './topic-filter.ts'

export interface Subscriptions {
  add(filter: string, handler: MessageHandler): void
  /** Forgets what the broker has granted: the connection is new. */
  renew(): void
  /** Asks for everything that is not granted yet, also for what is added meanwhile. */
  complete(subscribe: (filters: string[]) => Promise<void>): Promise<void>
  isComplete(): boolean
  /** Resolves when all handlers of the topic are done. Never rejects. */
  dispatch(message: BusMessage): Promise<void>
}

export function newSubscriptions(log: Log): Subscriptions {
  const subscriptions: { filter: string; handler: MessageHandler }[] = []
  const wanted = new Set<string>()
  let asking = false

  const run = async (handler: MessageHandler, message: BusMessage) => {
    try {
      await handler(message)
    } catch (error) {
      log.error({ topic: message.topic, error }, 'a message could not be handled; it is dropped')
    }
  }
  return {
    add(filter, handler) {
      subscriptions.push({ filter, handler })
      wanted.add(filter)
    },
    renew() {
      asking = false
      for (const { filter } of subscriptions) wanted.add(filter)
    },
    async complete(subscribe) {
      if (asking) return
      asking = true
      while (wanted.size > 0) {
        const filters = [...wanted]
        wanted.clear()
        await subscribe(filters)
      }
      asking = false
    },
    isComplete: () => wanted.size === 0 && !asking,
    async dispatch(message) {
      const matching = subscriptions.filter(({ filter }) => matchesFilter(filter, message.topic))
      if (matching.length === 0) log.debug({ topic: message.topic }, 'nobody wants this message')
      await Promise.all(matching.map(({ handler }) => run(handler, message)))
    },
  }
}
