/**
 * Boot control by the boot manager of UEFI firmware (specification, chapter 3), which counts nothing itself.
 *
 * Invariants:
 * - A slot is good while its entry is in BootOrder. A slot on trial is in BootNext alone: the firmware takes it out when
 *   it boots it, so that whatever becomes of the trial, the next boot goes by BootOrder.
 * - Every change is one variable, which the firmware stores as a whole or not at all.
 * - Entries of others keep their places in BootOrder.
 */
import { GodwitError } from '../../../../spec/index.ts'
import { type BootControl, otherSlot, type Slot, type SlotState } from '../boot-control.ts'
import { oneAtATime } from '../one-at-a-time.ts'
import { type RunningSlotSettings, runningSlot } from '../running-slot.ts'
import { type BootEntry, type BootManager, type BootManagerState, efibootmgr } from './boot-manager.ts'

export interface EfiSettings extends RunningSlotSettings {
  /** The slots' boot entries: a number of four hexadecimal digits, or a label that only one entry has. */
  entries: Readonly<Record<Slot, string>>
}

/** The state with the slots' entries found in it. */
interface View extends BootManagerState {
  slots: Record<Slot, BootEntry>
}

export function efiBootControl(settings: EfiSettings, manager: BootManager = efibootmgr()): BootControl {
  const inTurn = oneAtATime()
  const view = () => inTurn(async () => viewOf(await manager.read(), settings))
  const change = (edit: (seen: View) => Promise<void>) =>
    inTurn(async () => edit(viewOf(await manager.read(), settings)))
  const getCurrent = async () => slotOf(await view(), 'current') ?? (await runningSlot(settings))
  return {
    getCurrent,
    async getPrimary() {
      const seen = await view()
      const ordered = seen.order.map((number) => slotWith(seen, number)).find(Boolean)
      // Without any of them the firmware looks elsewhere; what runs is what may come again.
      return slotOf(seen, 'next') ?? ordered ?? slotOf(seen, 'current') ?? 'a'
    },
    setPrimary: (slot) => change((seen) => prefer(manager, seen, slot)),
    getState: async (slot) => stateOf(await view(), slot),
    setState: (slot, state) => change((seen) => mark(manager, seen, slot, state)),
    async attemptsLeft(slot) {
      const seen = await view()
      if (stateOf(seen, slot) === 'good') return undefined
      // The firmware takes a slot out of BootNext when it boots it: what is in neither has had its boot.
      return slotOf(seen, 'next') === slot ? 1 : 0
    },
    async explain() {
      const { current = 'none', next = 'none', order, slots } = await view()
      const entry = ({ number, label }: BootEntry) => `Boot${number} ${label}`
      return { a: entry(slots.a), b: entry(slots.b), current, next, order: order.join(',') }
    },
  }
}

function viewOf(state: BootManagerState, { entries }: EfiSettings): View {
  const slots = { a: entryOf(state, entries.a), b: entryOf(state, entries.b) }
  if (slots.a.number !== slots.b.number) return { ...state, slots }
  throw failure(`both slots have the boot entry Boot${slots.a.number}`)
}

function entryOf({ entries }: BootManagerState, wanted: string): BootEntry {
  const isNumber = /^[\dA-Fa-f]{4}$/.test(wanted)
  const found = entries.filter(({ number, label }) =>
    isNumber ? number === wanted.toUpperCase() : label === wanted,
  )
  const [entry, another] = found
  if (!entry) throw failure(`there is no boot entry "${wanted}"; make it with: efibootmgr --create-only`)
  if (another) throw failure(`more than one boot entry is called "${wanted}"; configure its number`)
  return entry
}

function failure(message: string): GodwitError {
  return new GodwitError('BOOT_CONTROL_FAILED', message)
}

function slotWith({ slots }: View, number: string | undefined): Slot | undefined {
  return (['a', 'b'] as const).find((slot) => slots[slot].number === number)
}

function slotOf(view: View, variable: 'current' | 'next'): Slot | undefined {
  return slotWith(view, view[variable])
}

function stateOf({ order, slots }: View, slot: Slot): SlotState {
  return order.includes(slots[slot].number) ? 'good' : 'bad'
}

async function prefer(manager: BootManager, seen: View, slot: Slot): Promise<void> {
  const { number, active } = seen.slots[slot]
  if (!active) {
    throw failure(
      `the firmware passes over Boot${number}; activate it: efibootmgr --bootnum ${number} --active`,
    )
  }
  if (stateOf(seen, slot) === 'bad') {
    if (seen.next !== number) await manager.setNext(number)
    return
  }
  if (slotOf(seen, 'next') === otherSlot(slot)) await manager.clearNext()
  await order(manager, seen, inFront(seen, slot))
}

async function mark(manager: BootManager, seen: View, slot: Slot, state: SlotState): Promise<void> {
  const { number } = seen.slots[slot]
  if (state === 'good') {
    if (stateOf(seen, slot) === 'bad') await order(manager, seen, inFront(seen, slot))
    return
  }
  if (seen.next === number) await manager.clearNext()
  await order(
    manager,
    seen,
    seen.order.filter((other) => other !== number),
  )
}

/** The order with the slot before the other one; where that is not in it a slot keeps its place, or goes to the front. */
function inFront({ order, slots }: View, slot: Slot): string[] {
  const own = slots[slot].number
  const [at, other] = [order.indexOf(own), order.indexOf(slots[otherSlot(slot)].number)]
  if (at >= 0 && (other < 0 || at < other)) return order
  const others = order.filter((number) => number !== own)
  return others.toSpliced(Math.max(0, other), 0, own)
}

async function order(manager: BootManager, seen: View, numbers: string[]): Promise<void> {
  if (numbers.join() !== seen.order.join()) await manager.setOrder(numbers)
}
