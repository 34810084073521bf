/** What an action writes down between its steps, in its scratch record, and what follows from it after a crash. */
import type { Scratch } from '../sdk/agent.ts'

const touched = 'touched'
const revertedInBoot = 'revertedInBoot'

/** From here on the target slot may have been changed; without this note a rollback has nothing to do. */
export const noteTouched = (scratch: Scratch) => scratch.set(touched, true)
export const isTouched = (scratch: Scratch): boolean => scratch.get(touched) === true

/** The boot in which a rollback asked for the reboot into the old slot; absent before that. */
export const noteReverted = (scratch: Scratch, bootId: string) => scratch.set(revertedInBoot, bootId)
export const bootOfRevert = (scratch: Scratch) => scratch.get(revertedInBoot)
