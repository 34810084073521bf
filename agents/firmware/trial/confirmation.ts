/**
 * The deadline of a trial: a system that came up, and that nobody commits in time, gives itself up and boots the old slot.
 * That is the way back when the manager, the network or the software between is what the new system has broken.
 *
 * Invariants:
 * - The time runs from when the new system was first seen in this boot, however often the agent restarts.
 * - Only the trial that this boot is can be given up: not one that was committed meanwhile, for both decide one after the
 *   other; not the next campaign's, which has not been booted yet; and not one whose campaign goes back already.
 * - Why it was given up is on the disk before the boot loader is told: the old system reports it.
 */
import type { Timer } from '../../../platform/clock.ts'
import { formatDuration } from '../../../platform/config/duration.ts'
import type { FirmwareDevice } from '../device.ts'
import { bootFrom } from '../rollback.ts'
import { goDown } from './going-down.ts'
import type { Trial } from './trial.ts'

/** Before a boot loader that refused, or a machine that does not go down, is asked again. */
const againMs = 30_000

/** Watches over the trial that this boot is, if it is one, until what it answers is called. */
export function watchConfirmation(device: FirmwareDevice): () => void {
  const { settings, clock, log } = device
  if (settings.confirmTimeoutMs === 0) return () => {}
  const stopped = new AbortController()
  let timer: Timer | undefined
  const lookIn = (ms: number) => {
    if (!stopped.signal.aborted) timer = clock.after(ms, () => void look())
  }
  async function look(): Promise<void> {
    try {
      const leftMs = await judge(device)
      if (leftMs === undefined) return
      if (leftMs > 0) return lookIn(leftMs)
      await goDown(device, stopped.signal)
    } catch (error) {
      if (stopped.signal.aborted) return
      log.error({ error }, 'the trial is not watched over; tried again soon')
    }
    lookIn(againMs)
  }
  void look()
  return () => {
    stopped.abort(new Error('the agent stops'))
    timer?.cancel()
  }
}

/**
 * What is left of the time in ms, which begins with the first call in a boot; undefined where this boot is no trial. Where
 * nothing is left the trial has been given up when it resolves: the boot loader goes back, and the machine has to go down.
 */
function judge(device: FirmwareDevice): Promise<number | undefined> {
  const { records, bootControl, bootId, clock, settings, serially } = device
  return serially(async () => {
    const { trial } = await records.read()
    if (!trial || trial.goingBackInBoot === bootId) return undefined
    if ((await bootControl.getCurrent()) !== trial.to) return undefined
    const now = clock.steady()
    const up = trial.up?.bootId === bootId ? trial.up : { bootId, steadyMs: now }
    if (up !== trial.up) await records.changeTrial(trial.activityId, { up })
    const leftMs = Math.max(0, settings.confirmTimeoutMs - (now - up.steadyMs))
    if (leftMs === 0) await giveUp(device, trial)
    return leftMs
  })
}

async function giveUp(device: FirmwareDevice, { activityId, version, from, to }: Trial): Promise<void> {
  const { records, settings, log } = device
  const text = `nobody committed it within ${formatDuration(settings.confirmTimeoutMs)} (confirmTimeout), so the agent went back`
  await records.changeTrial(activityId, { givenUp: { cause: 'unconfirmed', text } })
  log.error({ version, slot: to }, text)
  await bootFrom(device, from, to)
}
