/**
 * What a boot loader keeps of two slots, whatever its environment calls it, and how it changes. Pure.
 *
 * Invariant: attempts are counted of a slot on trial alone. A good one is booted for ever, however often the power goes
 * while it boots.
 */
import { otherSlot, type Slot, type SlotState } from './boot-control.ts'

export type Standing =
  | { kind: 'good' }
  /** Booted that many times more, then left. */
  | { kind: 'trial'; attemptsLeft: number }
  | { kind: 'bad' }

export interface Standings {
  /** The slot that is preferred, where it may be booted. */
  first: Slot
  slots: Readonly<Record<Slot, Standing>>
}

/** The slot is preferred from now on; on trial with all attempts, if it is not good. */
export function preferred(standings: Standings, slot: Slot, attempts: number): Standings {
  const slots = { ...standings.slots }
  if (slots[slot].kind !== 'good') slots[slot] = { kind: 'trial', attemptsLeft: attempts }
  return { first: slot, slots }
}

export function marked(standings: Standings, slot: Slot, state: SlotState): Standings {
  return { ...standings, slots: { ...standings.slots, [slot]: { kind: state } } }
}

/** What is booted next; where no slot may be booted, what the boot loader tries as a last resort. */
export function primaryOf({ first, slots }: Standings): Slot {
  const second = otherSlot(first)
  return mayBoot(slots[first]) || !mayBoot(slots[second]) ? first : second
}

export function stateOf({ slots }: Standings, slot: Slot): SlotState {
  return slots[slot].kind === 'good' ? 'good' : 'bad'
}

export function attemptsLeft({ slots }: Standings, slot: Slot): number | undefined {
  const standing = slots[slot]
  return standing.kind === 'trial' ? standing.attemptsLeft : undefined
}

function mayBoot(standing: Standing): boolean {
  return standing.kind === 'good' || (standing.kind === 'trial' && standing.attemptsLeft > 0)
}

/** A standing in words, for people. */
export function describeStanding(standing: Standing): string {
  if (standing.kind !== 'trial') return standing.kind
  return `on trial, attempts left: ${standing.attemptsLeft}`
}
