/** What a recorded device has told, as its log's markers have it. */

/** The manager's command to an agent, as in `firmware ACTIVATE`. */
export function toldCommand(domain: string, command: string): string {
  return `${domain} ${command}`
}

/** How the campaign ended, as in `ended COMPLETED`. */
export function toldEnd(status: string): string {
  return `ended ${status}`
}

/** The status of a marker that tells how it ended; undefined for any other. */
export function endIn(told: string): string | undefined {
  return /^ended (.+)/.exec(told)?.[1]
}
