import type { Rebooting } from '../../manager/index.ts'
import { parseCommandLine } from '../../platform/process/command-line.ts'
import { runProcess } from '../../platform/process/run.ts'
import { messageOf, oneLine } from '../errors.ts'
import type { Surroundings } from './service.ts'

/** What is tried where nothing is configured: in good order, without waiting for services, without asking anybody. */
const standardWays = ['systemctl reboot', 'systemctl reboot --force', 'reboot -f']

/**
 * Reboots by commands: the first attempt by the first one, the next by the next, all others by the last. What is
 * configured stands in place of the standard ways. Throws a RangeError at once where one is no command line.
 */
export function rebootBy(
  command: string | string[] | undefined,
  fallback?: string[],
): (attempt: number) => Promise<void> {
  const [standard = '', ...standardFallback] = standardWays
  const more = fallback ?? (command === undefined ? standardFallback : [])
  const ways = [command ?? standard, ...more].map(parseCommandLine)
  return async (attempt) => {
    const way = ways[Math.min(attempt, ways.length) - 1] ?? []
    const { exitCode, signal, tail } = await runProcess(way)
    if (exitCode === 0) return
    const end = exitCode === null ? `was ended by ${signal}` : `ended with exit code ${exitCode}`
    throw new Error(oneLine(`${way.join(' ')} ${end}. ${tail}`))
  }
}

/** Exit status of a hook that wants to be asked again later: EX_TEMPFAIL of sysexits.h, as for the hooks of software. */
const exitTryAgain = 75

/**
 * Asks by a command, with the campaign (GODWIT_ACTIVITY_ID) and the domains that wait for the reboot (GODWIT_DOMAINS, with
 * blanks between) in its environment. One that fails in any other way does not keep the device from rebooting.
 */
export function askBy(
  commandLine: string | string[],
  timeoutMs: number,
  { log }: Pick<Surroundings, 'log'>,
): NonNullable<Rebooting['ask']> {
  const command = parseCommandLine(commandLine)
  return async ({ activityId, domains }) => {
    const env = { ...process.env, GODWIT_ACTIVITY_ID: activityId, GODWIT_DOMAINS: domains.join(' ') }
    try {
      const { exitCode, signal, timedOut, tail } = await runProcess(command, { timeoutMs, env })
      if (exitCode === exitTryAgain) return tail.trim().split('\n').at(-1) || 'it does not say what for'
      if (exitCode !== 0) {
        log.warn({ exitCode, signal, timedOut, tail: oneLine(tail) }, 'the hook before the reboot has failed')
      }
    } catch (error) {
      log.warn({ error: messageOf(error) }, 'the hook before the reboot cannot be run')
    }
    return undefined
  }
}
