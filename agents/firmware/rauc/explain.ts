import type { Slot } from '../boot/boot-control.ts'
import type { RaucSlot } from './slots.ts'

/**
 * What RAUC keeps of the two slots, for the inventory. It is RAUC's word: of a slot whose installation was interrupted
 * RAUC 1.8 still tells the one before.
 */
export function explainSlots(names: Record<Slot, string>, slots: RaucSlot[]): Record<string, string> {
  const facts = (['a', 'b'] as const).flatMap((slot) => {
    const found = slots.find(({ name }) => name === names[slot])
    return found ? factsOf(found).map(([word, value]) => [`${word}.${slot}`, value] as const) : []
  })
  return Object.fromEntries(
    facts.filter(([, value]) => value !== undefined).map(([word, value]) => [word, String(value)]),
  )
}

function factsOf(slot: RaucSlot): [word: string, value: string | number | undefined][] {
  return [
    ['slot', slot.name],
    ['bundle', slot.bundleVersion],
    ['build', slot.bundleBuild],
    ['status', slot.status],
    ['installed', slot.installedAt],
    ['installs', slot.installs],
    ['activated', slot.activatedAt],
    ['activations', slot.activations],
  ]
}
