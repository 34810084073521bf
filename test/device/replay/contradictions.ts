/** Whether what is on the disk after a power cut fits together across the domains. Pure. */
import type { Campaign, PhaseCommand } from '../../../manager/campaign/state.ts'
import { newVersion, oldVersion } from '../versions.ts'
import type { Data, Loader } from './on-disk.ts'

/** The update goes from slot b to slot a; firmware is the first group of the order, software the second. */
export interface OnDisk {
  loader: Loader
  data: Data
  /** The version whose image slot a holds, wholly and for certain; undefined where it holds neither. */
  slotA: string | undefined
}

const phases: PhaseCommand[] = ['DOWNLOAD', 'UPDATE', 'ACTIVATE']
const groups = { firmware: 0, software: 1 }

/** What is wrong, in words; empty where a boot can go on from there. */
export function contradictions({ loader, data, slotA }: OnDisk): string[] {
  const { campaign, software, releases } = data
  const committed = campaign?.transactions.some(({ state }) => state === 'committed') ?? false
  const completed = campaign?.outcome?.status === 'COMPLETED'
  const mayBoot = loader.primary === 'a' || loader.states.a === 'good'
  const wrong: (string | false)[] = [
    loader.states.b !== 'good' && 'the slot that there was is not good any more',
    mayBoot && slotA === undefined && 'a slot may be booted that holds no whole image',
    loader.primary === 'a' && slotA !== newVersion && `the slot preferred holds version ${slotA}`,
    loader.primary === 'a' && !hasReached(campaign, 'firmware') && 'the slot was switched before ACTIVATE',
    loader.primary === 'a' &&
      loader.states.a === 'good' &&
      !committed &&
      'the slot is good before the commit',
    software !== oldVersion && software !== newVersion && `the software's link names ${software}`,
    !releases.includes(software ?? '') && `the software's link names a release that is not there`,
    software === newVersion && !hasReached(campaign, 'software') && 'the link was switched before ACTIVATE',
    // A trial whose boot is used up is booted once more by the agent, where the commit has not reached the boot loader.
    committed && loader.primary !== 'a' && !loader.onTrial && 'committed, but the old slot is preferred',
    committed && software !== newVersion && 'committed, but the old software is linked',
    completed && loader.states.a !== 'good' && 'completed, but the slot is not good',
  ]
  return [...data.unreadable, ...wrong.filter((text) => text !== false)]
}

/** Whether the domain may have been told to ACTIVATE. */
function hasReached(campaign: Campaign | undefined, domain: keyof typeof groups): boolean {
  const stage = campaign?.stage
  if (!stage) return false
  if (stage.name === 'cleaning' || stage.name === 'finished' || stage.name === 'rebooting') return true
  if (stage.name !== 'phase') return false
  return phases.indexOf(stage.command) === phases.indexOf('ACTIVATE') && stage.group >= groups[domain]
}
