/**
 * The bus over MQTT: subscriptions, outbox and presence outlive the connections that carry them.
 *
 * Invariants:
 * - A connection counts as online when all subscriptions and the presence stand; only then the outbox is opened. So an
 *   answer can never come before we listen for it.
 * - After `close` nothing is sent, nothing is handed on, and no timer is left.
 */
import { parseBrokerUrl } from './broker-url.ts'
import { type Bus, BusClosedError, type BusStatus } from './bus.ts'
import {
  type Accepted,
  type Connection,
  type ConnectionEvents,
  type ConnectionOptions,
  openConnection,
} from './connection.ts'
import { explainProblem } from './connection-problem.ts'
import { keepConnected, type Link, type LinkPorts } from './link.ts'
import { newOutbox, type Outgoing } from './outbox.ts'
import { newSubscriptions } from './subscriptions.ts'

export interface MqttBusOptions extends Omit<ConnectionOptions, 'address' | 'will'> {
  /** `mqtt:`, `tcp:`, `mqtts:`, `ssl:`, `tls:`, `ws:`, `wss:`, and Kanto's `tcps:` and `mqtt+ssl:`. */
  url: string
  /** A retained message that says whether this client is there; the broker itself publishes `offline` on a loss. */
  presence?: { topic: string; online: string; offline: string } | undefined
  /** Between two tries to connect, in ms; by default 30 s, for devices that must not burden a broker in trouble. */
  longestPauseMs?: number | undefined
}

/**
 * Connects when `ready` is first called, and keeps trying until the bus is closed; a broker that is not there is logged,
 * not thrown. Throws a RangeError where the URL makes no sense.
 */
export function createMqttBus(options: MqttBusOptions, ports: LinkPorts): Bus {
  const { presence } = options
  const { clock, log } = ports
  const address = parseBrokerUrl(options.url)
  const will = presence && { topic: presence.topic, payload: presence.offline }
  const subscriptions = newSubscriptions(log)
  const refused = ({ topic }: Outgoing, reason: Error) =>
    log.error({ topic }, `the broker refuses a message: ${explainProblem(reason)}`)
  const outbox = newOutbox(refused)
  const listeners: ((status: BusStatus) => void)[] = []
  let waiting: PromiseWithResolvers<void>[] = []
  let current: Connection | undefined
  let online = false
  let closing: Promise<void> | undefined

  const tellReady = () => {
    if (!online || !subscriptions.isComplete()) return
    for (const { resolve } of waiting) resolve()
    waiting = []
  }
  const setOnline = (value: boolean) => {
    if (online === value) return
    online = value
    for (const listener of listeners) listener(value ? 'online' : 'offline')
  }
  const completeSubscriptions = (connection: Connection) =>
    subscriptions.complete((filters) => connection.subscribe(filters)).then(tellReady, connection.fail)

  const announce = async (connection: Connection) => {
    if (!presence) return
    const message = { topic: presence.topic, payload: presence.online, retain: true }
    await connection.publish(message).catch((error: Error) => refused(message, error))
  }
  const onUp = async (connection: Connection, { receiveMaximum }: Accepted) => {
    current = connection
    subscriptions.renew()
    await completeSubscriptions(connection)
    await announce(connection)
    if (current !== connection) return
    outbox.open(receiveMaximum, connection.publish)
    setOnline(true)
    tellReady()
  }
  const onDown = () => {
    current = undefined
    outbox.pause()
    setOnline(false)
  }
  const open = (events: Omit<ConnectionEvents, 'onMessage'>) =>
    openConnection({ ...options, address, will }, clock, { ...events, onMessage: subscriptions.dispatch })
  let link: Link | undefined
  const connect = () => {
    if (link) return
    if (!address.secure && (options.caFile || options.certFile)) {
      log.warn({}, `the connection to ${address.shown} is not encrypted: its certificates are not used`)
    }
    const onAccepted = (connection: Connection, accepted: Accepted) => void onUp(connection, accepted)
    const { clientId, longestPauseMs } = options
    const target = { broker: address.shown, clientId, longestPauseMs }
    link = keepConnected(target, open, ports, { onUp: onAccepted, onDown })
  }

  const finish = async (connection: Connection) => {
    if (presence) {
      outbox.add({ topic: presence.topic, payload: presence.offline, retain: true }).catch(() => {})
    }
    await outbox.drained()
    await connection.close()
  }
  const shutDown = async (graceMs: number) => {
    const grace = Promise.withResolvers<void>()
    const timer = clock.after(graceMs, grace.resolve)
    listeners.push(() => grace.resolve())
    if (current && online) await Promise.race([finish(current), grace.promise])
    timer.cancel()
    link?.stop()
    onDown()
    const reason = new BusClosedError()
    outbox.abandon(reason)
    for (const { reject } of waiting) reject(reason)
  }

  return {
    publish: (topic, payload, { retain = false } = {}) =>
      closing ? Promise.reject(new BusClosedError()) : outbox.add({ topic, payload, retain }),
    subscribe(filter, handler) {
      subscriptions.add(filter, handler)
      if (current) void completeSubscriptions(current)
    },
    onStatus: (listener) => void listeners.push(listener),
    ready() {
      if (closing) return Promise.reject(new BusClosedError())
      connect()
      const ready = Promise.withResolvers<void>()
      waiting.push(ready)
      tellReady()
      return ready.promise
    },
    close(graceMs) {
      closing ??= shutDown(graceMs)
      return closing
    },
  }
}
