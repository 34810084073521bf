/** What an action writes down between its steps, in its scratch record, and what follows from it after a crash. */
import type { Scratch } from '../sdk/agent.ts'

const flag = (key: string) => ({
  set: (scratch: Scratch) => scratch.set(key, true),
  isSet: (scratch: Scratch) => scratch.get(key) === true,
})

/** The new release is complete in its place, and made by this action. */
export const unpacked = flag('unpacked')
/** From here on the new release's `install` hook may have changed something. */
export const installing = flag('installing')
/** The `install` hook is done. */
export const installed = flag('installed')
/** It is known what the files of the new release are. */
export const recorded = flag('recorded')
/** From here on `current` may have been switched. */
export const switching = flag('switching')
/** The switch and the new release's `activate` hook are done; what is left is `verify`. */
export const activated = flag('activated')
/** The way back is done; what is left may be a reboot. */
export const reverted = flag('reverted')

/** The `remove` hook is done; what is left is to be removed. */
export const removed = flag('removed')

/** The boot in which a hook asked for a reboot; once the boot id is another one, it has got it. */
const rebootRequest = (key: string) => ({
  note: (scratch: Scratch, bootId: string) => scratch.set(key, bootId),
  isDue: (scratch: Scratch, bootId: string) => scratch.get(key) === bootId,
})

export const rebootIntoNew = rebootRequest('rebootIntoNewAskedIn')
export const rebootIntoOld = rebootRequest('rebootIntoOldAskedIn')

/** How often a hook was run in this operation; counted before each run. */
export const runsOf = (hook: string, phase: string) => ({
  async next(scratch: Scratch): Promise<number> {
    const key = `runs ${phase} ${hook}`
    const runs = Number(scratch.get(key) ?? 0) + 1
    await scratch.set(key, runs)
    return runs
  },
})
