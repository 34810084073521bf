/** What went wrong with a connection, for the person who has to put it right. */

const explanations: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there (connection refused)',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name cannot be looked up now',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no network',
  ECONNRESET: 'the other side broke the connection off',
  EPIPE: 'the other side broke the connection off',
  '1': 'the broker does not speak this MQTT version',
  '2': 'the broker does not accept the client id',
  '4': 'bad user name or password',
  '5': 'not authorized: check user name, password and client certificate',
  '132': 'the broker does not speak this MQTT version',
  '133': 'the broker does not accept the client id',
  '134': 'bad user name or password',
  '135': 'not authorized: check user name, password and client certificate',
  '139': 'the broker is shutting down',
  '142': 'another client with the same client id has connected',
}

/** One line, without a trailing period. */
export function explainProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  const explanation = Object.hasOwn(explanations, code) ? explanations[code] : undefined
  return explanation ?? (error.message || code || error.name)
}
