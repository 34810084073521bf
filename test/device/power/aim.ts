/** Where a power cut is aimed at: a kind of writes of a campaign, and by its seed one of them. Pure. */
import { randomBelow, type SeededRandom, seedBelow, seededRandom } from '../../support/seeded-random.ts'
import type { CutTrigger } from '../disk/cut-trigger.ts'
import { partitions } from '../image/layout.ts'

/** A command of the manager, as the device's broker passes it on. */
export interface SeenCommand {
  domain: string
  command: string
}

/** The slot that a campaign writes. */
export type TargetSlot = 'slotA' | 'slotB'

type Aimed = (random: SeededRandom, target: TargetSlot) => CutTrigger

export interface Aim {
  name: string
  /** The command from which on writes are counted; without one, from the arrival of the desired state. */
  after?: SeenCommand
  /** The one that is meant. A campaign may have fewer: then the power goes later, at the latest after its end. */
  trigger: Aimed
  /** The power goes once more, counted from when it is back. */
  again?: Aimed
}

const inside =
  (partition: keyof typeof partitions | 'target', most: number): Aimed =>
  (random, target) => ({
    on: 'write',
    number: 1 + randomBelow(random, most),
    within: partitions[partition === 'target' ? target : partition],
  })

const atFlush =
  (most: number): Aimed =>
  (random) => ({
    on: 'flush',
    number: 1 + randomBelow(random, most),
    when: random() < 0.5 ? 'before' : 'answered',
  })

/** As many of each as the first campaign of a device has. */
export const aims: readonly Aim[] = [
  { name: 'state store', trigger: atFlush(41) },
  { name: 'artifact', after: { domain: 'firmware', command: 'DOWNLOAD' }, trigger: inside('data', 117) },
  { name: 'slot', after: { domain: 'firmware', command: 'UPDATE' }, trigger: inside('target', 9) },
  {
    name: 'boot environment',
    after: { domain: 'firmware', command: 'UPDATE' },
    trigger: inside('loader', 14),
  },
  { name: 'release folder', after: { domain: 'software', command: 'UPDATE' }, trigger: atFlush(52) },
  { name: 'reboot', after: { domain: 'firmware', command: 'ACTIVATE' }, trigger: atFlush(71) },
  { name: 'symlink switch', after: { domain: 'software', command: 'ACTIVATE' }, trigger: atFlush(27) },
  { name: 'commit', after: { domain: 'firmware', command: 'CLEANUP' }, trigger: atFlush(56) },
  {
    name: 'recovery',
    after: { domain: 'firmware', command: 'UPDATE' },
    trigger: atFlush(100),
    again: atFlush(60),
  },
]

export interface PowerPlan {
  seed: number
  aim: Aim
  trigger: CutTrigger
  again?: CutTrigger
}

/**
 * The plan of a seed; seeds in a row go through all aims. Its numbers are of another stream than the disk's, or the place
 * would decide what survives there.
 */
export function powerPlan(seed: number, target: TargetSlot = 'slotA'): PowerPlan {
  const aim = aims[seed % aims.length] as Aim
  const random = seededRandom(seedBelow(~seed, 0))
  const trigger = aim.trigger(random, target)
  const again = aim.again?.(random, target)
  return { seed, aim, trigger, ...(again && { again }) }
}

/** In words, for reports. */
export function describePlan({ trigger, again }: PowerPlan): string {
  return again ? `${describe(trigger)}, ${describe(again)}` : describe(trigger)
}

function describe(trigger: CutTrigger): string {
  if (trigger.on === 'write') return `write ${trigger.number}`
  return `${trigger.when === 'before' ? 'before' : 'after'} flush ${trigger.number}`
}
