/** How servers are reached, and what they are told. */
export interface HttpSettings {
  /** How long a connection may stay without a byte, in milliseconds. */
  idleTimeoutMs: number
  proxy?: ProxySettings
  /** File with CA certificates, PEM, in place of the system's. */
  caCert?: string
  /** File with the client certificate, PEM. */
  cert?: string
  /** File with its key, PEM; absent where the key is in the certificate's file. */
  key?: string
  /** What only one server may see or is trusted with, by `host` (https on its usual port) or `host:port`. */
  hosts?: Record<string, HostSettings>
}

/** Stands in for the settings of all servers, where it says something of its own. */
export interface HostSettings {
  /** A value may hold `@/run/secrets/token` in place of a secret. */
  headers?: Record<string, string>
  caCert?: string
  cert?: string
  key?: string
}

/** A URL that may hold user and password, or `@/path` of a file with such a URL. */
export interface ProxySettings {
  http?: string
  https?: string
  /** Hosts that are reached without it, with commas between. */
  except?: string
}
