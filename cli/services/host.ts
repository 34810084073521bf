import { type Clock, systemClock } from '../../platform/clock.ts'
import { createLog, type Log } from '../../platform/log.ts'
import type { LogConfig } from '../../spec/generated/config.ts'
import { failure, messageOf } from '../errors.ts'
import { version } from '../version.ts'
import { readBootId } from './boot-id.ts'
import { notifyReady } from './notify.ts'
import type { Service, Surroundings } from './service.ts'

/** What every program that runs for long is configured with. */
export interface HostConfig {
  log?: LogConfig
  bootIdFile?: string
}

/** How long the service may take to stop, ms: service managers and people expect an end within 5 s. */
const stopLimitMs = 4_800

/**
 * Runs a service in this process until SIGTERM or SIGINT, and then ends the process. The log says `ready` when it is
 * connected. Rejects where `start` does.
 */
export async function host(
  config: HostConfig,
  start: (around: Surroundings) => Promise<Service>,
): Promise<never> {
  const log = openLog(config.log)
  const bootId = await readBootId(config.bootIdFile ?? '/proc/sys/kernel/random/boot_id')
  const interrupted = firstSignal()
  const clock = systemClock
  const service = await start({ log, clock, random: Math.random, bootId, version })
  service.ready().then(
    () => sayReady(log),
    () => {}, // it was stopped before
  )
  log.info({ signal: await interrupted }, 'stopping')
  const isStopped = await within(stopLimitMs, service.stop(), clock)
  log[isStopped ? 'info' : 'error']({}, isStopped ? 'stopped' : 'did not stop in time')
  process.exit(isStopped ? 0 : 1)
}

function openLog(config: LogConfig | undefined): Log {
  try {
    return createLog(config)
  } catch (error) {
    throw failure(`cannot open the log file ${config?.logFile}: ${messageOf(error)}`)
  }
}

function sayReady(log: Log): Promise<void> {
  log.info({ version }, 'ready')
  return notifyReady(log)
}

function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
}

/** Whether the work was done in time. */
async function within(ms: number, work: Promise<void>, clock: Clock): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = clock.after(ms, () => late.resolve(false))
  const done = await Promise.race([work.then(() => true), late.promise])
  timer.cancel()
  return done
}
