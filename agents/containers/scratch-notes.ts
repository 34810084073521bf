/** What an action writes down between its steps, in its scratch record, and what follows from it after a crash. */
import type { Scratch } from '../sdk/agent.ts'
import type { ContainerLimits } from './engine/engine.ts'

/** The container that was there before anything was changed. */
export interface Before {
  running: boolean
  limits: ContainerLimits
  imageId: string
  /** The image's name. */
  image: string
  networks: string[]
}

const before = 'before'
const imageId = 'imageId'
const bringing = 'bringing'
const restored = 'restored'

export const noteBefore = (scratch: Scratch, found: Before) => scratch.set(before, found)
export const beforeOf = (scratch: Scratch) => scratch.get(before) as Before | undefined

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
