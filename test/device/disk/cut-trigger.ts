/** When the power goes: counted in what the disk is asked to do, since a time of day reproduces nothing. */
import { type Extent, intersection } from './extent.ts'

export type CutTrigger =
  /** At the Nth write, counted from 1, into that part of the disk, as a partition; before it is answered. */
  | { on: 'write'; number: number; within?: Extent }
  /**
   * At the Nth flush, counted from 1: `before` it has done anything, or when it was `answered`, and whoever asked for it
   * knows.
   */
  | { on: 'flush'; number: number; when: 'before' | 'answered' }

/** What the disk is asked to do. */
export type DiskCommand = { is: 'write'; extent: Extent } | { is: 'flush' }

/** Tells at the command that the trigger waits for, once. Counts from the moment in which it is made. */
export function watchFor(trigger: CutTrigger): (command: DiskCommand) => boolean {
  let left = trigger.number
  return (command) => {
    if (!counts(trigger, command)) return false
    left -= 1
    return left === 0
  }
}

function counts(trigger: CutTrigger, command: DiskCommand): boolean {
  if (trigger.on === 'flush' || command.is === 'flush') return trigger.on === command.is
  return trigger.within === undefined || intersection(trigger.within, command.extent) !== undefined
}
