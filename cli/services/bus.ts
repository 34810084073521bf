import type { Bus } from '../../platform/bus/bus.ts'
import { createMqttBus } from '../../platform/bus/mqtt-bus.ts'
import { parseDuration } from '../../platform/config/duration.ts'
import type { ConnectionConfig } from '../../spec/generated/config.ts'
import { encode, type Presence, topicsOf } from '../../spec/index.ts'
import type { Surroundings } from './service.ts'

export interface BusSettings {
  connection: ConnectionConfig
  /** The domain whose process this is; its topics carry the presence. */
  domain: string
  topicPrefix?: string | undefined
}

/** The bus of one domain. It connects when it is asked to be ready. */
export function openBus({ connection, domain, topicPrefix }: BusSettings, around: Surroundings): Bus {
  const { clock, version } = around
  const presence = (online: boolean) => encode<Presence>('', clock.now(), { online, version })
  return createMqttBus(
    {
      url: connection.broker ?? 'mqtt://localhost:1883',
      clientId: connection.clientId ?? clientIdOf(domain, topicPrefix),
      protocolVersion: connection.protocolVersion ?? 4,
      sessionExpiryMs: parseDuration(connection.sessionExpiry ?? '168h'),
      keepAliveMs: parseDuration(connection.keepAlive ?? '20s'),
      connectTimeoutMs: parseDuration(connection.connectTimeout ?? '30s'),
      username: connection.username || undefined,
      password: connection.password || undefined,
      caFile: connection.caCert || undefined,
      certFile: connection.cert || undefined,
      keyFile: connection.key || undefined,
      presence: {
        topic: topicsOf(domain, topicPrefix).presence,
        online: presence(true),
        offline: presence(false),
      },
    },
    around,
  )
}

/** Stable, for the session to persist, and different for each process on a broker that many devices share. */
function clientIdOf(domain: string, topicPrefix: string | undefined): string {
  return topicPrefix === undefined ? `godwit-${domain}` : `godwit-${topicPrefix}-${domain}`
}
