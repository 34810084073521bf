/**
 * A broker in memory, with what MQTT at QoS 1 and a persistent session promise, and the faults that they allow.
 *
 * Invariants:
 * - A session gets its messages in order, one at a time: the next one when the handlers of the last have resolved.
 *   What was not acknowledged when the client went away comes first when it is back.
 * - A session lives on under its client id while no client is there, and collects what it has subscribed to.
 * - The same seed and the same calls give the same run: every step is a callback of the clock.
 */
import {
  type Bus,
  BusClosedError,
  type BusMessage,
  type BusStatus,
  type MessageHandler,
} from '../../platform/bus/bus.ts'
import { matchesFilter } from '../../platform/bus/topic-filter.ts'
import type { Clock } from '../../platform/clock.ts'

export interface MemoryBroker {
  /** A client, which connects when it is asked to be ready. A later one with the same id takes the session over. */
  connect(clientId: string, options?: MemoryClientOptions): MemoryBus
  /** Loses every session and every retained message, as a broker does that was killed. Clients subscribe again. */
  crash(): void
  /** What is retained on a topic. */
  retained(topic: string): string | undefined
}

interface MemoryClientOptions {
  presence?: { topic: string; online: string; offline: string }
}

export interface MemoryBus extends Bus {
  /** The network is gone: the last will is published, the session collects. */
  disconnect(): void
  reconnect(): void
  /** The process is gone, without a word: no handler is called any more, no promise settles. */
  kill(): void
}

export interface Faults {
  /** A number in [0, 1). */
  random: () => number
  /** How often a message comes twice; 0 to 1. */
  duplicate?: number
  /** How often a message is lost between broker and session; 0 to 1. */
  drop?: number
  /** The longest a message takes to the broker, and from it; messages may overtake one another on the way to it. */
  maxLatencyMs?: number
}

interface Session {
  filters: Set<string>
  queue: BusMessage[]
  /** The client that is connected, and how it takes a message. */
  receiver: Receiver | undefined
  busy: boolean
}

interface Receiver {
  handle: (message: BusMessage) => Promise<void>
}

export function newMemoryBroker(clock: Clock, faults: Faults): MemoryBroker {
  const { random, duplicate = 0, drop = 0, maxLatencyMs = 0 } = faults
  const sessions = new Map<string, Session>()
  const retained = new Map<string, string>()
  const clients = new Set<{ resubscribe: () => void }>()
  const soon = (callback: () => void) => clock.after(Math.floor(random() * (maxLatencyMs + 1)), callback)

  const sessionOf = (clientId: string): Session => {
    const session = sessions.get(clientId) ?? {
      filters: new Set(),
      queue: [],
      receiver: undefined,
      busy: false,
    }
    sessions.set(clientId, session)
    return session
  }
  const pump = (session: Session) => {
    const { receiver } = session
    const message = session.queue[0]
    if (!receiver || !message || session.busy) return
    session.busy = true
    soon(async () => {
      if (session.receiver === receiver) await receiver.handle(message)
      if (session.receiver !== receiver) return
      session.busy = false
      if (random() >= duplicate) session.queue.shift()
      pump(session)
    })
  }
  const enqueue = (session: Session, message: BusMessage) => {
    if (random() < drop) return
    session.queue.push(message)
    pump(session)
  }
  const publish = (topic: string, text: string, retain: boolean) => {
    if (retain && text === '') retained.delete(topic)
    else if (retain) retained.set(topic, text)
    for (const session of sessions.values()) {
      const isWanted = [...session.filters].some((filter) => matchesFilter(filter, topic))
      if (isWanted) enqueue(session, { topic, payload: Buffer.from(text), retained: false })
    }
  }
  const subscribe = (session: Session, filter: string) => {
    session.filters.add(filter)
    for (const [topic, text] of retained) {
      if (matchesFilter(filter, topic))
        enqueue(session, { topic, payload: Buffer.from(text), retained: true })
    }
  }
  return {
    connect(clientId, options = {}) {
      const link = { sessionOf: () => sessionOf(clientId), publish, subscribe, pump, soon, clients }
      return newMemoryBus(link, options)
    },
    crash() {
      const receivers = [...sessions].map(([id, { receiver }]) => ({ id, receiver }))
      for (const session of sessions.values()) session.receiver = undefined
      sessions.clear()
      retained.clear()
      for (const { id, receiver } of receivers) sessionOf(id).receiver = receiver
      for (const client of clients) client.resubscribe()
    },
    retained: (topic) => retained.get(topic),
  }
}

interface BrokerLink {
  sessionOf(): Session
  publish(topic: string, text: string, retain: boolean): void
  subscribe(session: Session, filter: string): void
  pump(session: Session): void
  soon(callback: () => void): void
  clients: Set<{ resubscribe: () => void }>
}

interface Outgoing extends PromiseWithResolvers<void> {
  topic: string
  text: string
  retain: boolean
}

function newMemoryBus(broker: BrokerLink, { presence }: MemoryClientOptions): MemoryBus {
  const subscriptions: { filter: string; handler: MessageHandler }[] = []
  const listeners: ((status: BusStatus) => void)[] = []
  const outbox: Outgoing[] = []
  const waiting: PromiseWithResolvers<void>[] = []
  /** One for each connection, so that the broker can tell them apart. */
  let receiver: Receiver | undefined
  let asked = false
  let over = false

  const handle = async (message: BusMessage) => {
    const matching = subscriptions.filter(({ filter }) => matchesFilter(filter, message.topic))
    await Promise.allSettled(matching.map(async ({ handler }) => handler(message)))
  }
  const send = () => {
    if (!receiver) return
    for (const { topic, text, retain, resolve } of outbox.splice(0)) {
      broker.soon(() => {
        broker.publish(topic, text, retain)
        resolve()
      })
    }
  }
  const resubscribe = () => {
    for (const { filter } of subscriptions) broker.subscribe(broker.sessionOf(), filter)
  }
  const client = { resubscribe }
  const tell = (status: BusStatus) => {
    for (const listener of listeners) listener(status)
  }
  const goOnline = () => {
    if (receiver || over) return
    receiver = { handle }
    const session = broker.sessionOf()
    session.receiver = receiver
    session.busy = false
    broker.clients.add(client)
    resubscribe()
    if (presence) broker.publish(presence.topic, presence.online, true)
    tell('online')
    for (const { resolve } of waiting.splice(0)) resolve()
    broker.pump(session)
    send()
  }
  const goOffline = () => {
    if (!receiver) return
    const session = broker.sessionOf()
    if (session.receiver === receiver) session.receiver = undefined
    receiver = undefined
    broker.clients.delete(client)
    if (presence) broker.publish(presence.topic, presence.offline, true)
  }
  const connect = () => {
    if (asked) return
    asked = true
    broker.soon(goOnline)
  }
  return {
    publish(topic, text, { retain = false } = {}) {
      if (over) return Promise.reject(new BusClosedError())
      const outgoing = { topic, text, retain, ...Promise.withResolvers<void>() }
      outbox.push(outgoing)
      send()
      return outgoing.promise
    },
    subscribe(filter, handler) {
      subscriptions.push({ filter, handler })
      if (receiver) broker.subscribe(broker.sessionOf(), filter)
    },
    onStatus: (listener) => void listeners.push(listener),
    async ready() {
      if (over) throw new BusClosedError()
      if (receiver) return
      connect()
      const ready = Promise.withResolvers<void>()
      waiting.push(ready)
      await ready.promise
    },
    async close() {
      over = true
      goOffline()
      for (const { reject } of [...outbox.splice(0), ...waiting.splice(0)]) reject(new BusClosedError())
    },
    disconnect() {
      goOffline()
      tell('offline')
    },
    reconnect: () => void broker.soon(goOnline),
    kill() {
      over = true
      goOffline()
      outbox.length = 0
    },
  }
}
