/** What an action writes down between its steps, in its scratch record, and what follows from it after a crash. */
import type { Scratch } from '../sdk/agent.ts'
import type { ContainerLimits } from './engine/engine.ts'

/** What a container needs that may go with it. */
export interface Leaving {
  imageId: string
  /** The image's name. */
  image: string
  networks: string[]
}

/** The container that was there before anything was changed. */
export interface Before extends Leaving {
  running: boolean
  limits: ContainerLimits
}

const before = 'before'
const imageId = 'imageId'
const bringing = 'bringing'
const restored = 'restored'
const leaving = 'leaving'

export const noteBefore = (scratch: Scratch, found: Before) => scratch.set(before, found)
export const beforeOf = (scratch: Scratch) => scratch.get(before) as Before | undefined

/** Of a container that was gone already when the operation began. */
export const noteLeaving = (scratch: Scratch, known: Leaving) => scratch.set(leaving, known)
export const leavingNotedIn = (scratch: Scratch) => scratch.get(leaving) as Leaving | undefined

/** Id of the image that the new container is to have. */
export const noteImage = (scratch: Scratch, id: string) => scratch.set(imageId, id)
export const imageOf = (scratch: Scratch) => scratch.get(imageId) as string | undefined

/** What had the image's name before this action has brought one; empty for nothing. Noted once, before it does. */
export async function noteBringing(scratch: Scratch, found: string | undefined): Promise<void> {
  if (scratch.get(bringing) === undefined) await scratch.set(bringing, found ?? '')
}

/** Whether the image is one that this action has brought. */
export function hasBrought(scratch: Scratch, imageId: string): boolean {
  const found = scratch.get(bringing)
  return found !== undefined && found !== imageId
}

/** That the volumes are what they were before: the old container may run, and they are its own again. */
export const noteRestored = (scratch: Scratch) => scratch.set(restored, true)
export const hasRestored = (scratch: Scratch) => scratch.get(restored) === true
