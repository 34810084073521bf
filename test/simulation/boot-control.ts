import {
  type BootControl,
  otherSlot,
  type Slot,
  type SlotState,
} from '../../agents/firmware/boot/boot-control.ts'

/** A boot loader in memory, with what an A/B boot loader keeps, and a power button. */
export interface SimulatedBootLoader extends BootControl {
  /** Boots: the primary slot while it is good or has tries left, else the other one. */
  powerOn(): void
  /** A slot whose image does not come up: each trial boot of it is lost. What it answers mends it. */
  breakSlot(slot: Slot): () => void
  getCurrent(): Promise<Slot>
  bootId(): string
  /** Whether a power cut now would be followed by a boot into a slot. */
  bootsInto(): Slot | undefined
}

const trialBoots = 3

export function simulatedBootLoader(): SimulatedBootLoader {
  const state: Record<Slot, SlotState> = { a: 'good', b: 'bad' }
  const broken = new Set<Slot>()
  let current: Slot = 'a'
  let primary: Slot = 'a'
  let tries = 0
  let boots = 1

  const choose = (): Slot | undefined => {
    if ((state[primary] === 'good' || tries > 0) && !broken.has(primary)) return primary
    const other = otherSlot(primary)
    return state[other] === 'good' && !broken.has(other) ? other : undefined
  }
  return {
    getCurrent: async () => current,
    getPrimary: async () => primary,
    async setPrimary(slot) {
      tries = trialBoots
      primary = slot
    },
    getState: async (slot) => state[slot],
    async setState(slot, next) {
      state[slot] = next
      if (slot === primary && next === 'bad') tries = 0
    },
    powerOn() {
      const slot = choose()
      if (!slot) throw new Error('no slot boots: the device is lost')
      if (state[primary] !== 'good') tries = broken.has(primary) ? 0 : Math.max(0, tries - 1)
      current = slot
      boots += 1
    },
    breakSlot(slot) {
      broken.add(slot)
      return () => broken.delete(slot)
    },
    bootId: () => `boot-${boots}`,
    bootsInto: choose,
  }
}
