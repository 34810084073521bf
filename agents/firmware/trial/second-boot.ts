/**
 * A campaign was committed, and the device left the slot before the boot loader knew: the power went, and a slot whose trial
 * is one boot had had it. What is committed stays, so the slot is booted once more.
 *
 * Invariants:
 * - Only a version that had come up is brought back, and none that is known to have died of itself.
 * - Each boot is counted on the disk before it is asked for, and once, however often the agent starts in the same boot: a
 *   version that does not come back is given up.
 * - The old slot stays bootable meanwhile, also where the boot loader counts every boot.
 */
import type { StepContext } from '../../sdk/agent.ts'
import { assertVerified } from '../activation.ts'
import { detailOf } from '../detail.ts'
import { diagnose } from './diagnosis.ts'
import { goDown } from './going-down.ts'
import { keepGood } from './keep-good.ts'
import type { Running } from './running.ts'
import { type FallbackCause, type Trial, wasBooted } from './trial.ts'

/** A cut in this short moment is rare; a slot that is lost that often has another reason. */
const mostBoots = 3
const diedOfItself: FallbackCause[] = ['panic', 'watchdog', 'health', 'wrongBuild', 'unconfirmed']

/** Whether the slot of a committed trial, which the device does not run from, is to be booted once more. */
export async function deservesSecondBoot(trial: Trial, { device, bootId }: Running): Promise<boolean> {
  if (isAsked(trial, bootId)) return true
  const wasLeft = wasBooted(trial, bootId) && trial.up !== undefined
  if (!wasLeft || (trial.secondBoots ?? 0) >= mostBoots) return false
  const { cause } = await diagnose(trial, device.evidence, device.bootControl)
  return !diedOfItself.includes(cause)
}

/**
 * Makes the slot primary again, on trial, and reboots the machine, which ends this process. Resolves only where the machine
 * stays up however it is asked; rejects with the signal's reason.
 */
export async function bootAgain(running: Running, trial: Trial, context: StepContext): Promise<void> {
  const { device, action, bootId } = running
  const { to } = detailOf(action)
  const text = `slot ${to} was left before it was marked good: it is booted once more`
  context.log.warn({ slot: to, version: trial.version }, text)
  await device.serially(async () => {
    await assertVerified(device, action)
    await keepGood(device, trial.from)
    if (!isAsked(trial, bootId)) {
      const secondBoots = (trial.secondBoots ?? 0) + 1
      await device.records.changeTrial(trial.activityId, { switchedInBoot: bootId, secondBoots })
    }
    await device.bootControl.setPrimary(to)
  })
  await goDown(device, context.signal, (waitMs) => context.progress(50, text, waitMs))
}

/** In this boot, by an earlier process of the agent. */
function isAsked({ secondBoots, switchedInBoot }: Trial, bootId: string): boolean {
  return secondBoots !== undefined && switchedInBoot === bootId
}
