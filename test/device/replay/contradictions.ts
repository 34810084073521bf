/** Whether what is on the disk after a power cut fits together across the domains. Pure. */
import type { Campaign, PhaseCommand } from '../../../manager/campaign/state.ts'
import { greetingOf, newVersion, oldVersion } from '../versions.ts'
import type { Data, Loader } from './on-disk.ts'
import { endIn } from './told.ts'

/** The update goes from slot b to slot a; firmware is the first group of the order, software the second. */
export interface OnDisk {
  loader: Loader
  data: Data
  /** The version whose image slot a holds, wholly; undefined where it holds neither. */
  slotA: string | undefined
  /** What the device had told before, in order. */
  told: readonly string[]
}

const groups = { firmware: 0, software: 1 }
const commands = ['DOWNLOAD', 'UPDATE', 'ACTIVATE', 'CLEANUP']

/** What is wrong, in words; empty where a boot can go on from there. */
export function contradictions(found: OnDisk): string[] {
  const wrong = [
    ...ofSlots(found),
    ...ofSoftware(found),
    ...ofCommit(found),
    ...ofTime(found),
    ...ofInstallation(found),
    ...ofEnd(found),
  ]
  return [...found.data.unreadable, ...wrong.filter((text) => text !== false)]
}

function ofSlots({ loader, data, slotA }: OnDisk): (string | false)[] {
  const { campaign, records } = data
  const mayBoot = loader.primary === 'a' || loader.states.a === 'good'
  return [
    loader.states.b !== 'good' && 'the slot that there was is not good any more',
    mayBoot && slotA === undefined && 'a slot may be booted that holds no whole image',
    loader.primary === 'a' && slotA !== newVersion && `the slot preferred holds version ${slotA}`,
    loader.primary === 'a' && !hasReached(campaign, 'firmware') && 'the slot was switched before ACTIVATE',
    records === undefined && 'the records of the slots are gone',
    records !== undefined && records.b?.version !== oldVersion && 'the slot that there was has no record',
    records?.a !== undefined &&
      records.a.version !== slotA &&
      'the record of the slot is not of what it holds',
  ]
}

function ofSoftware({ data: { campaign, software, greetings } }: OnDisk): (string | false)[] {
  return [
    software !== oldVersion && software !== newVersion && `the software's link names ${software}`,
    greetings[software ?? ''] !== greetingOf(software ?? '') && 'the software that is linked is not whole',
    greetings[oldVersion] !== undefined || software === newVersion ? false : 'the old software is gone',
    software === newVersion && !hasReached(campaign, 'software') && 'the link was switched before ACTIVATE',
  ]
}

function ofCommit({ loader, data: { campaign, software, records }, slotA }: OnDisk): (string | false)[] {
  const committed = isCommitted(campaign)
  const { trial } = records ?? {}
  // A trial whose boot is used up is booted once more by the agent, where the commit has not reached the boot loader.
  const comesBack = loader.onTrial && trial?.up !== undefined && trial.givenUp === undefined
  const isGood = loader.states.a === 'good' && slotA === newVersion
  return [
    isGood && !committed && 'the slot is good before the commit',
    committed && loader.primary !== 'a' && !comesBack && 'committed, but the old slot is preferred',
    committed && software !== newVersion && 'committed, but the old software is linked',
    campaign?.outcome?.status === 'COMPLETED' && !isGood && 'completed, but the slot is not good',
  ]
}

/** Whatever a command that was given rests on was on the disk before. */
function ofTime({ data: { campaign }, told }: OnDisk): (string | false)[] {
  const given = Math.max(...told.map((one) => commands.indexOf(one.split(' ')[1] ?? '')), -1)
  if (given < 0) return []
  const command = commands[given]
  return [
    campaign === undefined && `${command} was given, and there is no campaign`,
    rankOf(campaign) < given && `${command} was given, and the campaign is not there yet`,
    command === 'CLEANUP' && !isCommitted(campaign) && `${command} was given, and nothing is committed`,
  ]
}

/** Nothing is switched before all domains have said that theirs is installed. */
function ofInstallation({ data: { records, greetings }, slotA, told }: OnDisk): (string | false)[] {
  if (!told.some((one) => one.endsWith(' ACTIVATE'))) return []
  return [
    slotA !== newVersion && `ACTIVATE was given, and the slot holds version ${slotA}`,
    records?.a?.version !== newVersion && 'ACTIVATE was given, and the slot has no record',
    greetings[newVersion] !== greetingOf(newVersion) &&
      'ACTIVATE was given, and the new software is not whole',
  ]
}

/** Who has been told how it ended will not hear of it again. */
function ofEnd({ data: { campaign }, told }: OnDisk): (string | false)[] {
  const outcome = campaign?.outcome?.status
  return told
    .map(endIn)
    .filter((status) => status !== undefined)
    .map((status) => status !== outcome && `it was told to be ${status}, and is ${outcome}`)
}

function isCommitted(campaign: Campaign | undefined): boolean {
  return campaign?.transactions.some(({ state }) => state === 'committed') ?? false
}

/** How far it is, as an index into the commands; below 0 before the first of them. */
function rankOf(campaign: Campaign | undefined): number {
  const stage = campaign?.stage
  switch (stage?.name) {
    case 'cleaning':
    case 'finished':
      return commands.indexOf('CLEANUP')
    case 'rebooting':
      return commands.indexOf('ACTIVATE')
    case 'phase':
      return commands.indexOf(stage.command)
    case 'gate':
      return commands.indexOf(stage.command) - 1
    default:
      return -1
  }
}

/** Whether the domain may have been told to ACTIVATE. */
function hasReached(campaign: Campaign | undefined, domain: keyof typeof groups): boolean {
  const stage = campaign?.stage
  if (stage?.name === 'cleaning' || stage?.name === 'finished') return true
  const position: { command: PhaseCommand; group: number } | undefined =
    stage?.name === 'rebooting'
      ? stage.position
      : stage?.name === 'phase' || stage?.name === 'gate'
        ? stage
        : undefined
  return position?.command === 'ACTIVATE' && position.group >= groups[domain]
}
