import { randomUUID } from 'node:crypto'
import type { Bus } from '../platform/bus/bus.ts'
import { createMqttBus } from '../platform/bus/mqtt-bus.ts'
import { systemClock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { GodwitError } from '../spec/index.ts'
import type { GodwitClient } from './api.ts'
import { createClient } from './client.ts'
import { problemLog } from './problem-log.ts'

export interface ConnectOptions {
  /** `mqtt://localhost:1883`; also `mqtts:`, `ws:` and `wss:`. */
  broker: string
  /** The update manager's domain; by default `device`. */
  domain?: string | undefined
  /** What the device's topics begin with, where several devices share one broker. */
  topicPrefix?: string | undefined
  username?: string | undefined
  password?: string | undefined
  /** PEM files: the CA's certificates, the client's certificate and key. */
  caCert?: string | undefined
  cert?: string | undefined
  key?: string | undefined
  /** 4 for MQTT 3.1.1 (default), 5 for MQTT 5. */
  protocolVersion?: 4 | 5 | undefined
  /** Ping interval in ms; by default 20 s. */
  keepAliveMs?: number | undefined
  /** How long to try to connect, in ms; by default 30 s. Later losses are mended for as long as it takes. */
  connectTimeoutMs?: number | undefined
  /** Told of connections that are lost and mended; by default nobody. */
  log?: Log | undefined
}

/**
 * Connects to a broker, to reach one device. The session is not kept: what was said while the client was away is
 * asked for again. Rejects with NETWORK where no connection comes about, with a RangeError where the URL makes no sense.
 */
export async function connect(options: ConnectOptions): Promise<GodwitClient> {
  const { domain = 'device', topicPrefix, connectTimeoutMs = 30_000 } = options
  const { log, problem } = problemLog(options.log)
  const bus = openBus(options, log)
  const client = createClient({ domain, topicPrefix }, { bus, clock: systemClock, newId: randomUUID })
  await connected(bus, connectTimeoutMs, () => problem() ?? 'the broker does not answer')
  return client
}

/** Somebody waits for what the device says: the longest pause between two tries to connect, in ms. */
const longestPauseMs = 2_000

function openBus(options: ConnectOptions, log: Log): Bus {
  const { broker, protocolVersion = 4, keepAliveMs = 20_000, username, password, caCert, cert, key } = options
  return createMqttBus(
    {
      url: broker,
      clientId: `godwit-client-${randomUUID()}`,
      clean: true,
      longestPauseMs,
      protocolVersion,
      sessionExpiryMs: 0,
      keepAliveMs,
      connectTimeoutMs: 30_000,
      username,
      password,
      caFile: caCert,
      certFile: cert,
      keyFile: key,
    },
    { clock: systemClock, log, random: Math.random },
  )
}

async function connected(bus: Bus, timeoutMs: number, problem: () => string): Promise<void> {
  const late = Promise.withResolvers<never>()
  const timer = systemClock.after(timeoutMs, () => {
    late.reject(new GodwitError('NETWORK', problem(), { retryable: true }))
  })
  try {
    await Promise.race([bus.ready(), late.promise])
  } catch (error) {
    await bus.close(0)
    throw error
  } finally {
    timer.cancel()
  }
}
