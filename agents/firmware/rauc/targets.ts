/** Which of RAUC's slots an installation writes. RAUC chooses them itself; this says which it will choose. */
import { GodwitError } from '../../../spec/index.ts'
import { otherSlot, type Slot } from '../boot/boot-control.ts'
import type { RaucBundle, RaucImage } from './bundle.ts'
import type { RaucSlot } from './slots.ts'

/** An image of a bundle, and the slot that it goes to. */
export interface Target {
  image: RaucImage
  slot: RaucSlot
}

/**
 * The bootable slot that RAUC is going to write. Rejects with SLOT_WRITE_FAILED where it is not clear that RAUC means the
 * same slot: it takes one of the class which the device does not run from.
 */
export function targetSlot(slots: RaucSlot[], names: Record<Slot, string>, slot: Slot): RaucSlot {
  const target = find(slots, names[slot])
  const running = find(slots, names[otherSlot(slot)])
  if (target.booted) throw notClear(`the device runs from slot ${target.name}`)
  if (!running.booted) {
    throw notClear('the device runs from neither slot, and RAUC would choose itself which one it writes')
  }
  if (running.class !== target.class) {
    throw notClear(`slots ${running.name} and ${target.name} are not of one class`)
  }
  const others = slots.filter(
    (other) => other.class === target.class && other !== target && other !== running,
  )
  if (others.length === 0) return target
  throw notClear(`class ${target.class} also has ${others.map(({ name }) => name).join(', ')}`)
}

/** The images for the slot and for those that belong to it. Images for others are RAUC's own business. */
export function targetsOf(
  { images }: RaucBundle,
  slots: RaucSlot[],
  slot: RaucSlot,
  variant: string,
): Target[] {
  const group = slots.filter(({ name, parent }) => name === slot.name || parent === slot.name)
  return group.flatMap((member) => {
    const suitable = images.filter(({ slotClass }) => slotClass === member.class)
    const image = suitable.find((one) => one.variant === variant) ?? suitable.find((one) => !one.variant)
    return image ? [{ image, slot: member }] : []
  })
}

function find(slots: RaucSlot[], name: string): RaucSlot {
  const found = slots.find((slot) => slot.name === name)
  if (found) return found
  throw notClear(`RAUC knows no slot ${name}: its slots are ${slots.map((slot) => slot.name).join(', ')}`)
}

function notClear(why: string): GodwitError {
  return new GodwitError('SLOT_WRITE_FAILED', `${why}: nothing is installed by RAUC`)
}
