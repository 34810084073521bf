/** States of two slots, what a boot loader is to make of them boot after boot, and how they are brought about. */
import { type BootControl, otherSlot, type Slot } from '../../agents/firmware/boot/boot-control.ts'

const kinds = ['good', 'bad', 'trial'] as const

export interface BootCase {
  first: Slot
  kinds: Record<Slot, (typeof kinds)[number]>
}

/** All of them. */
export const bootCases: BootCase[] = (['a', 'b'] as const).flatMap((first) =>
  kinds.flatMap((a) => kinds.map((b) => ({ first, kinds: { a, b } }))),
)

export async function bringAbout(control: BootControl, { first, kinds }: BootCase): Promise<void> {
  for (const slot of [otherSlot(first), first]) {
    await control.setState(slot, kinds[slot] === 'good' ? 'good' : 'bad')
    if (kinds[slot] === 'trial' || slot === first) await control.setPrimary(slot)
    if (kinds[slot] === 'bad') await control.setState(slot, 'bad')
  }
}

/** The slots that are booted one after the other, and the attempts that are left in the end. */
export function expectedBoots({ first, kinds }: BootCase, attempts: number, boots: number) {
  const left = { a: attempts, b: attempts }
  const slots = Array.from({ length: boots }, () => {
    const may = (slot: Slot) => kinds[slot] === 'good' || (kinds[slot] === 'trial' && left[slot] > 0)
    const slot = [first, otherSlot(first)].find(may)
    if (slot && kinds[slot] === 'trial') left[slot] -= 1
    return slot ?? first
  })
  const attemptsLeft = (slot: Slot) => (kinds[slot] === 'trial' ? left[slot] : undefined)
  return { slots, attemptsLeft: { a: attemptsLeft('a'), b: attemptsLeft('b') } }
}

/**
 * Of each case the slots that a boot script has chosen, out of what it said: `CASE n`, and `BOOT` with the parameters of
 * the kernel. Where no kernel really starts a script goes on to the other slot: the first one counts.
 */
export function bootedSlots(lines: string[], cases: number): Slot[][] {
  const slots: Slot[][] = Array.from({ length: cases }, () => [])
  let current: Slot[] | undefined
  for (const line of lines) {
    const [, index] = /CASE (\d+)$/.exec(line) ?? []
    if (index !== undefined) current = slots[Number(index)]
    const [, name] = /^BOOT .* godwit\.slot=([AB])/.exec(line) ?? []
    if (name === undefined) continue
    current?.push(name === 'A' ? 'a' : 'b')
    current = undefined
  }
  return slots
}
