/**
 * The power has gone between the decision to commit and the mark in the boot loader's environment: a slot whose trial was
 * one boot is left, though it was well. What is committed stays, so it is booted once more, and marked good then.
 *
 * Invariants:
 * - Only a version that has come up before, and that no one has found wanting, is brought back.
 * - Each such boot is counted on the disk before it is asked for: a version that does not come back is given up.
 */
import { pause } from '../../../platform/pause.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { StepContext } from '../../sdk/agent.ts'
import { detailOf } from '../detail.ts'
import type { Running } from './running.ts'
import type { Trial } from './trial.ts'

/** A cut in this short moment is rare; a slot that is lost that often has another reason. */
const mostBoots = 3
/** For a machine to go down, before it is asked again in another way. */
const goingDownMs = 120_000
const rebootAttempts = 3

/** Whether the slot of a committed trial, which the device does not run from, deserves another boot. */
export function deservesSecondBoot(trial: Trial, bootId: string): boolean {
  const wasUp = trial.up !== undefined && trial.up.bootId !== bootId
  return wasUp && trial.givenUp === undefined && (trial.secondBoots ?? 0) < mostBoots
}

/**
 * Makes the slot primary again, on trial, and reboots the machine, which ends this process: it resolves never. Rejects with
 * the signal's reason, and with REBOOT_FAILED where the machine stays up.
 */
export async function bootAgain(running: Running, trial: Trial, context: StepContext): Promise<never> {
  const { device, action, bootId } = running
  const { to } = detailOf(action)
  const text = `the power went before slot ${to} was marked good: it is booted once more`
  context.log.warn({ slot: to, version: trial.version }, text)
  context.progress(50, text)
  await device.serially(async () => {
    const secondBoots = (trial.secondBoots ?? 0) + 1
    await device.records.noteTrial({ ...trial, switchedInBoot: bootId, secondBoots })
    await device.bootControl.setPrimary(to)
  })
  for (let attempt = 1; attempt <= rebootAttempts; attempt += 1) {
    await device.reboot().catch((error: unknown) => context.log.error({ error }, 'the reboot has failed'))
    await pause(device.clock, goingDownMs, context.signal)
  }
  const message = `slot ${to} is committed, but the machine does not reboot into it`
  throw new GodwitError('REBOOT_FAILED', message, { component: action.component.id, retryable: true })
}
