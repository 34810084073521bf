/**
 * What Eclipse Kanto calls the options that it has too, so that an existing set-up works: `connection` and `log` in every
 * program, the rest in the manager alone. The flags are given here; a variable is its flag in capitals.
 */

const shared: Record<string, string> = {
  'connection.broker': 'mqtt-conn-broker',
  'connection.keepAlive': 'mqtt-conn-keep-alive',
  'connection.disconnectTimeout': 'mqtt-conn-disconnect-timeout',
  'connection.username': 'mqtt-conn-username',
  'connection.password': 'mqtt-conn-password',
  'connection.connectTimeout': 'mqtt-conn-connect-timeout',
  'connection.acknowledgeTimeout': 'mqtt-conn-ack-timeout',
  'connection.subscribeTimeout': 'mqtt-conn-sub-timeout',
  'connection.unsubscribeTimeout': 'mqtt-conn-unsub-timeout',
  'connection.caCert': 'mqtt-conn-ca-cert',
  'connection.cert': 'mqtt-conn-cert',
  'connection.key': 'mqtt-conn-key',
  'log.logLevel': 'log-level',
  'log.logFile': 'log-file',
  'log.logFileSize': 'log-file-size',
  'log.logFileCount': 'log-file-count',
  'log.logFileMaxAge': 'log-file-max-age',
}

const managers: Record<string, string> = {
  domain: 'domain',
  thingsEnabled: 'things-enabled',
  agents: 'domains',
  'agents.<name>.rebootRequired': '<name>-reboot-required',
  'agents.<name>.readTimeout': '<name>-read-timeout',
  rebootEnabled: 'reboot-enabled',
  rebootAfter: 'reboot-after',
  phaseTimeout: 'phase-timeout',
  reportFeedbackInterval: 'report-feedback-interval',
  currentStateDelay: 'current-state-delay',
  ownerConsentCommands: 'owner-consent-commands',
  ownerConsentTimeout: 'owner-consent-timeout',
}

/** Kanto's flag, without dashes; undefined where it has none. `program` is the title of the program's schema. */
export function kantoFlagOf(path: string, program: string | undefined): string | undefined {
  const names = program === 'ManagerConfig' ? { ...shared, ...managers } : shared
  return Object.hasOwn(names, path) ? names[path] : undefined
}
