/**
 * The deadline of a trial: a system that came up, and that nobody commits in time, gives itself up and boots the old slot.
 * That is the way back when the manager, the network or the software between is what the new system has broken.
 *
 * Invariants:
 * - The time runs from when the new system was first seen in this boot, however often the agent restarts.
 * - What has been committed is never given up: both decide one after the other.
 * - Why it was given up is on the disk before the boot loader is told: the old system reports it.
 */
import type { Timer } from '../../../platform/clock.ts'
import { formatDuration } from '../../../platform/config/duration.ts'
import type { FirmwareDevice } from '../device.ts'
import { bootFrom } from '../rollback.ts'
import type { Trial } from './trial.ts'

/** Before a boot loader that refused, or a reboot that failed, is asked again. */
const againMs = 30_000

/** Watches over the trial that this boot is, if it is one, until what it answers is called. */
export function watchConfirmation(device: FirmwareDevice): () => void {
  const { settings, clock, log } = device
  if (settings.confirmTimeoutMs === 0) return () => {}
  let timer: Timer | undefined
  let stopped = false
  const wait = (ms: number, then: () => Promise<void>) => {
    if (!stopped) timer = clock.after(ms, () => void then())
  }
  const tell = (error: unknown) => log.error({ error }, 'the trial is not watched over; tried again soon')
  const begin = () =>
    timeLeft(device).then(
      (leftMs) => {
        if (leftMs !== undefined) wait(leftMs, expire)
      },
      (error: unknown) => {
        tell(error)
        wait(againMs, begin)
      },
    )
  const expire = () =>
    giveUp(device).catch((error: unknown) => {
      tell(error)
      wait(againMs, expire)
    })
  void begin()
  return () => {
    stopped = true
    timer?.cancel()
  }
}

/** What is left of the time in ms, which begins with the first call in a boot; undefined where this boot is no trial. */
function timeLeft({
  records,
  bootControl,
  bootId,
  clock,
  settings,
  serially,
}: FirmwareDevice): Promise<number | undefined> {
  return serially(async () => {
    const { trial } = await records.read()
    if (!trial || (await bootControl.getCurrent()) !== trial.to) return undefined
    const now = clock.steady()
    const up = trial.up?.bootId === bootId ? trial.up : { bootId, steadyMs: now }
    if (up !== trial.up) await records.noteTrial({ ...trial, up })
    return Math.max(0, settings.confirmTimeoutMs - (now - up.steadyMs))
  })
}

function giveUp(device: FirmwareDevice): Promise<void> {
  const { records, settings, log, serially } = device
  return serially(async () => {
    const { trial } = await records.read()
    if (!trial) return
    const text = `nobody committed it within ${formatDuration(settings.confirmTimeoutMs)} (confirmTimeout), so the agent went back`
    const givenUp: Trial['givenUp'] = { cause: 'unconfirmed', text }
    await records.noteTrial({ ...trial, givenUp })
    log.error({ version: trial.version, slot: trial.to }, text)
    await bootFrom(device, trial.from, trial.to)
    await device.reboot()
  })
}
