/** Where a power cut is aimed at: a kind of writes of a campaign, and by its seed one of them. Pure. */
import { randomBelow, type SeededRandom, seedBelow, seededRandom } from '../../support/seeded-random.ts'
import type { CutTrigger } from '../disk/cut-trigger.ts'
import { partitions } from '../image/layout.ts'

/** A command of the manager, as the device's broker passes it on. */
export interface SeenCommand {
  domain: string
  command: string
}

export interface Aim {
  name: string
  /** The command from which on writes are counted; without one, from the arrival of the desired state. */
  after?: SeenCommand
  /** The one that is meant. A campaign may have fewer: then the power goes later, at the latest after its end. */
  trigger(random: SeededRandom): CutTrigger
}

const inside = (partition: keyof typeof partitions, most: number) => (random: SeededRandom) =>
  ({ on: 'write', number: 1 + randomBelow(random, most), within: partitions[partition] }) as const

const atFlush = (most: number) => (random: SeededRandom) =>
  ({
    on: 'flush',
    number: 1 + randomBelow(random, most),
    when: random() < 0.5 ? 'before' : 'answered',
  }) as const

/** As many of each as a campaign from version 1 to 2 has. */
export const aims: readonly Aim[] = [
  { name: 'state store', trigger: atFlush(41) },
  { name: 'artifact', after: { domain: 'firmware', command: 'DOWNLOAD' }, trigger: inside('data', 117) },
  { name: 'slot', after: { domain: 'firmware', command: 'UPDATE' }, trigger: inside('slotA', 9) },
  {
    name: 'boot environment',
    after: { domain: 'firmware', command: 'UPDATE' },
    trigger: inside('loader', 14),
  },
  { name: 'release folder', after: { domain: 'software', command: 'UPDATE' }, trigger: atFlush(52) },
  { name: 'reboot', after: { domain: 'firmware', command: 'ACTIVATE' }, trigger: atFlush(71) },
  { name: 'symlink switch', after: { domain: 'software', command: 'ACTIVATE' }, trigger: atFlush(27) },
  { name: 'commit', after: { domain: 'firmware', command: 'CLEANUP' }, trigger: atFlush(56) },
]

export interface PowerPlan {
  seed: number
  aim: Aim
  trigger: CutTrigger
}

/**
 * The plan of a seed; seeds in a row go through all aims. Its numbers are of another stream than the disk's, or the place
 * would decide what survives there.
 */
export function powerPlan(seed: number): PowerPlan {
  const aim = aims[seed % aims.length] as Aim
  return { seed, aim, trigger: aim.trigger(seededRandom(seedBelow(~seed, 0))) }
}

/** In words, for reports. */
export function describeTrigger(trigger: CutTrigger): string {
  if (trigger.on === 'write') return `write ${trigger.number}`
  return `${trigger.when === 'before' ? 'before' : 'after'} flush ${trigger.number}`
}
