import type { BootedSlot, Slot } from '../boot/boot-control.ts'

/** A version that the device has switched to, and that nobody has committed yet. */
export interface Trial {
  activityId: string
  version: string
  /** Of its artifact, where it has one. */
  integrity?: string
  /** Where the device goes back to. */
  from: BootedSlot
  to: Slot
  /**
   * The boot in which the slot was made primary: the verdict comes with another one. Absent while that is only intended:
   * the note comes first, so that no system is on trial without one.
   */
  switchedInBoot?: string
  /** Digests of the crash dumps there were by then: others are this trial's. */
  knownDumps: string[]
  /** When the new system was first seen in its present boot. */
  up?: { bootId: string; steadyMs: number }
  /** How often it was booted again because the power went before it was marked good. */
  secondBoots?: number
  /** Why the agent itself has ended the trial. */
  givenUp?: FallbackReason
  /** The boot in which its campaign goes back, and sees to the reboot: the deadline has no say in that one any more. */
  goingBackInBoot?: string
}

/** The switch was made, and the machine has been booted since. */
export function wasBooted({ switchedInBoot }: Trial, bootId: string): boolean {
  return switchedInBoot !== undefined && switchedInBoot !== bootId
}

/** Why a version is not what the device runs, as far as anything tells. */
export interface FallbackReason {
  cause: FallbackCause
  /** In words, with the evidence. */
  text: string
}

/**
 * `attempts`: the boot loader has used up the boots it gives. `health`: it came up, and was not well. `unconfirmed`: nobody
 * committed it in time. `wrongBuild`: the slot holds something else. `reset`: what the board says of its last reset.
 */
export type FallbackCause =
  | 'panic'
  | 'watchdog'
  | 'reset'
  | 'attempts'
  | 'health'
  | 'unconfirmed'
  | 'wrongBuild'
  | 'unknown'
