/**
 * One connection to the broker, made by one mqtt client, and thrown away with it. mqtt.js can reconnect by itself,
 * but without backoff, and a client may get stuck in a state from which it never does; so a client is never used twice.
 *
 * Invariants:
 * - `onDown` is called exactly once, whatever happens, unless the connection is closed or destroyed by its owner.
 * - No handler is called after that.
 * - A message is acknowledged after `onMessage` has resolved; where the connection was lost meanwhile, it comes again.
 */
import { readFile } from 'node:fs/promises'
import { Socket } from 'node:net'
import type { ConnectionOptions as TlsOptions } from 'node:tls'
import { connect, type IClientOptions, type MqttClient, UniqueMessageIdProvider } from 'mqtt'
import type { Clock } from '../clock.ts'
import type { BrokerAddress } from './broker-url.ts'
import type { BusMessage } from './bus.ts'
import type { Outgoing } from './outbox.ts'

export interface ConnectionOptions {
  address: BrokerAddress
  clientId: string
  /** Whether the session ends with the connection, for a client that comes once; by default it persists. */
  clean?: boolean | undefined
  /** 4 for MQTT 3.1.1, 5 for MQTT 5. */
  protocolVersion: 4 | 5
  /** How long the broker keeps the session while the client is away; with 3.1.1 the broker decides. */
  sessionExpiryMs: number
  /** Ping interval; 0 for none. */
  keepAliveMs: number
  /** How long a connect may take, to the broker's acceptance. */
  connectTimeoutMs: number
  username?: string | undefined
  password?: string | undefined
  /** PEM files, read at each connect, so that renewed ones are seen. */
  caFile?: string | undefined
  certFile?: string | undefined
  keyFile?: string | undefined
  /** Published by the broker, retained, when the connection is lost. */
  will?: { topic: string; payload: string } | undefined
}

export interface ConnectionEvents {
  onUp(accepted: Accepted): void
  onMessage(message: BusMessage): Promise<void>
  onDown(reason: Error): void
}

export interface Accepted {
  /** Whether the broker still had the session. */
  sessionPresent: boolean
  /** How many unacknowledged messages the broker takes at once. */
  receiveMaximum: number
}

export interface Connection {
  /** Resolves with the broker's acknowledgement; rejects where it refuses; never settles where the connection is lost. */
  publish(message: Outgoing): Promise<void>
  /** Resolves when the broker has granted all filters; otherwise rejects. */
  subscribe(filters: string[]): Promise<void>
  /** Ends it as failed, for a reason that its owner has found. */
  fail(reason: Error): void
  /** Says goodbye to the broker, which then publishes no will. */
  close(): Promise<void>
  /** Ends it at once. Safe at any time, any number of times. */
  destroy(): void
}

/** No more than this, whatever the broker takes; MQTT 3.1.1 does not even say. */
const mostUnacknowledged = 100

/** Starts to connect; what becomes of it is told through `events`. */
export function openConnection(
  options: ConnectionOptions,
  clock: Clock,
  events: ConnectionEvents,
): Connection {
  let client: MqttClient | undefined
  let over = false

  const end = () => {
    over = true
    timeout.cancel()
    const stream = client?.stream
    if (!stream) return
    client?.end(true)
    stream.destroy() // a client that is ending already would not do so
  }
  const fail = (reason: Error) => {
    if (over) return
    end()
    events.onDown(reason)
  }
  const timeout = clock.after(options.connectTimeoutMs, () => {
    fail(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }))
  })

  const start = async () => {
    const clientOptions = await mqttOptions(options)
    if (over) return
    const created = connect(clientOptions)
    client = created
    created.on('connect', ({ sessionPresent, properties }) => {
      timeout.cancel()
      sendAtOnce(created)
      const receiveMaximum = Math.min(properties?.receiveMaximum ?? mostUnacknowledged, mostUnacknowledged)
      if (!over) events.onUp({ sessionPresent, receiveMaximum })
    })
    created.on('error', fail)
    created.on('disconnect', ({ reasonCode }) => {
      fail(
        Object.assign(new Error(`the broker disconnected (reason code ${reasonCode})`), { code: reasonCode }),
      )
    })
    created.on('close', () => fail(new Error('the connection was closed')))
    created.handleMessage = ({ topic, payload, retain }, acknowledge) => {
      if (over) return
      const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
      const message = { topic, payload: bytes, retained: retain }
      events.onMessage(message).then(() => !over && acknowledge(), fail)
    }
    created.connect()
  }
  start().catch(fail)

  const connected = (): MqttClient => {
    if (!client) throw new Error('not connected')
    return client
  }
  return {
    publish: ({ topic, payload, retain }) =>
      new Promise((resolve, reject) => {
        connected().publish(topic, payload, { qos: 1, retain }, (error) => {
          if (over) return
          if (error) reject(error)
          else resolve()
        })
      }),
    async subscribe(filters) {
      await connected().subscribeAsync(filters, { qos: 1 })
    },
    fail,
    async close() {
      over = true
      timeout.cancel()
      await client?.endAsync()
    },
    destroy: end,
  }
}

async function mqttOptions(options: ConnectionOptions): Promise<IClientOptions> {
  const { address, protocolVersion, sessionExpiryMs, keepAliveMs, connectTimeoutMs, will } = options
  const username = options.username ?? address.username
  const password = options.password ?? address.password
  return {
    protocol: address.protocol,
    hostname: address.host,
    port: address.port,
    path: address.path,
    clientId: options.clientId,
    protocolVersion,
    clean: options.clean ?? false,
    keepalive: Math.ceil(keepAliveMs / 1_000),
    connectTimeout: connectTimeoutMs,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: sessionExpiry(sessionExpiryMs) } }),
    ...(will && { will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: true } }),
    ...(address.secure && (await tlsOptions(options))),
    manualConnect: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    writeCache: false, // its table of numbers costs 20 MiB
    messageIdProvider: new UniqueMessageIdProvider(),
  }
}

function sessionExpiry(ms: number): number {
  return Math.min(Math.ceil(ms / 1_000), 0xffffffff)
}

async function tlsOptions({
  caFile,
  certFile,
  keyFile,
}: ConnectionOptions): Promise<IClientOptions & TlsOptions> {
  const minVersion = 'TLSv1.2'
  return {
    rejectUnauthorized: true,
    minVersion,
    wsOptions: { minVersion },
    ...(caFile && { ca: await readFile(caFile) }),
    ...(certFile && { cert: await readFile(certFile) }),
    ...(keyFile && { key: await readFile(keyFile) }),
  }
}

/** Turns Nagle's algorithm off, which holds small messages back for 40 ms. (Web sockets have done so already.) */
function sendAtOnce(client: MqttClient): void {
  if (client.stream instanceof Socket) client.stream.setNoDelay(true)
}
