/** Boot control by RAUC, which knows the boot loader of its board. RAUC's slots are those of the settings. */
import { GodwitError } from '../../../spec/index.ts'
import type { BootControl, BootedSlot, Slot } from '../boot/boot-control.ts'
import { RaucRefusal, RaucUnavailable } from './connection.ts'
import type { RaucService } from './service.ts'
import type { RaucSlot } from './slots.ts'

/**
 * Making a slot primary gives it RAUC's number of tries, whatever it was marked before: it is on trial until it is
 * marked good. Waits while RAUC installs.
 */
export function raucBootControl(names: Record<Slot, string>, rauc: RaucService): BootControl {
  const slotCalled = (name: string | undefined) => (['a', 'b'] as const).find((slot) => names[slot] === name)
  const getCurrent = async (): Promise<BootedSlot> => {
    const booted = (await rauc.slots()).filter((slot) => slot.booted)
    if (booted.length === 0) throw failed('RAUC does not know from which slot the device was booted')
    return booted.map(({ name }) => slotCalled(name)).find((slot) => slot !== undefined) ?? 'rescue'
  }
  return {
    countsEveryBoot: true,
    getCurrent: () => telling(getCurrent),
    getPrimary: () => telling(() => getPrimary(rauc, slotCalled, getCurrent)),
    setPrimary: (slot) => telling(() => rauc.mark('active', names[slot])),
    setState: (slot, state) => telling(() => rauc.mark(state, names[slot])),
    getState: (slot) =>
      telling(async () => {
        const found = namedSlot(await rauc.slots(), names[slot])
        if (found.bootable !== undefined) return found.bootable ? 'good' : 'bad'
        throw failed(
          `RAUC does not say whether slot ${found.name} is good: give it a bootname in system.conf`,
        )
      }),
  }
}

/**
 * Where no slot has tries left RAUC has no primary slot, and says so by an error. That is so on every board whose boot
 * script counts each boot, from the boot until the running slot is marked good: then it is that one.
 */
async function getPrimary(
  rauc: RaucService,
  slotCalled: (name: string) => Slot | undefined,
  getCurrent: () => Promise<BootedSlot>,
): Promise<Slot> {
  const name = await rauc.primary().catch((error) => {
    if (error instanceof RaucRefusal) return undefined
    throw error
  })
  const slot = name === undefined ? await getCurrent() : slotCalled(name)
  if (slot === 'a' || slot === 'b') return slot
  throw failed(
    name === undefined ? 'RAUC has no primary slot' : `the primary slot is ${name}, which is not configured`,
  )
}

function namedSlot(slots: RaucSlot[], name: string): RaucSlot {
  const found = slots.find((slot) => slot.name === name)
  if (found) return found
  throw failed(`RAUC knows no slot ${name}: its slots are ${slots.map((slot) => slot.name).join(', ')}`)
}

async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof GodwitError) throw error
    throw failed((error as Error).message, error)
  }
}

function failed(message: string, cause?: unknown): GodwitError {
  const retryable = cause instanceof RaucUnavailable
  return new GodwitError('BOOT_CONTROL_FAILED', message, { cause, retryable })
}
