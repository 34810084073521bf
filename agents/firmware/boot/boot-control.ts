/** The two places of an image. A slot is either the one the device runs from, or the one an update is written to. */
export type Slot = 'a' | 'b'

/** What the device runs from: a slot, or its rescue or factory system, which is never written and has no way back. */
export type BootedSlot = Slot | 'rescue'

/** `good`: may be booted for ever. `bad`: not booted, unless it is primary and has tries left. */
export type SlotState = 'good' | 'bad'

/**
 * What the boot loader keeps, as a port. Every call may be repeated; all reject with BOOT_CONTROL_FAILED.
 *
 * What the boot loader is trusted with: it boots the primary slot; one that was made primary while it was bad is on
 * trial, and after a limited number of boots without `setState(…, 'good')` the other slot is booted.
 */
export interface BootControl {
  /** The boot loader takes a try for each boot, also of a good slot: it has to be marked good again after each boot. */
  readonly countsEveryBoot?: boolean
  /** What the running system was booted from. */
  getCurrent(): Promise<BootedSlot>
  /** The slot that the next boot prefers. */
  getPrimary(): Promise<Slot>
  /** Prefers the slot from the next boot on, on trial if it is not good. */
  setPrimary(slot: Slot): Promise<void>
  getState(slot: Slot): Promise<SlotState>
  setState(slot: Slot, state: SlotState): Promise<void>
  /** How often a slot on trial will still be booted; undefined where the slot is not on trial. */
  attemptsLeft?(slot: Slot): Promise<number | undefined>
  /** What the answers rest on, for people: words by a short name. Nobody parses it. */
  explain?(): Promise<Record<string, string>>
}

export function otherSlot(slot: Slot): Slot {
  return slot === 'a' ? 'b' : 'a'
}
