/**
 * Where the broker is, as one writes it in a configuration: the URL schemes that MQTT clients use, and Kanto's.
 */

const protocols: Record<string, Protocol> = {
  mqtt: 'mqtt',
  tcp: 'mqtt',
  mqtts: 'mqtts',
  ssl: 'mqtts',
  tls: 'mqtts',
  tcps: 'mqtts',
  'mqtt+ssl': 'mqtts',
  ws: 'ws',
  wss: 'wss',
}

const defaultPorts: Record<Protocol, number> = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 }

type Protocol = 'mqtt' | 'mqtts' | 'ws' | 'wss'

export interface BrokerAddress {
  protocol: Protocol
  /** Whether the connection is encrypted. */
  secure: boolean
  host: string
  port: number
  /** For web sockets alone. */
  path: string
  username: string | undefined
  password: string | undefined
  /** The URL without credentials, for people. */
  shown: string
}

/** Takes a broker's URL apart. Throws a RangeError that says what is allowed, and holds no credentials. */
export function parseBrokerUrl(text: string): BrokerAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const scheme = url?.protocol.slice(0, -1) ?? ''
  const protocol = Object.hasOwn(protocols, scheme) ? protocols[scheme] : undefined
  if (!url || !protocol || url.hostname === '') {
    const allowed = Object.keys(protocols).join(', ')
    throw new RangeError(
      `"${withoutCredentials(text)}" is not a broker's URL; write it like mqtt://localhost:1883 (schemes: ${allowed})`,
    )
  }
  const port = url.port === '' ? defaultPorts[protocol] : Number(url.port)
  const path = `${url.pathname || '/'}${url.search}`
  return {
    protocol,
    secure: protocol === 'mqtts' || protocol === 'wss',
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    path,
    username: credential(url.username),
    password: credential(url.password),
    shown: `${scheme}://${url.hostname}:${port}`,
  }
}

function credential(encoded: string): string | undefined {
  if (encoded === '') return undefined
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded // a percent sign that stands for itself
  }
}

function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/]*@/, '//')
}
