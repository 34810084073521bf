/**
 * The containers of one component, told apart by what the engine knows alone: by ids, names and labels. So a switch that
 * was interrupted between any two calls can be gone on from.
 */

import type { ContainerState, ContainerSummary, Engine } from './engine/engine.ts'
import { activityLabel, componentLabel } from './labels.ts'

const newSuffix = '.godwit-new'
const oldSuffix = '.godwit-old'

/** What the new container is called before the switch, and the old one after it. */
export const newName = (component: string) => `${component}${newSuffix}`
export const oldName = (component: string) => `${component}${oldSuffix}`
export const isPassingName = (name: string) => name.endsWith(newSuffix) || name.endsWith(oldSuffix)

export interface Containers {
  /** What was there before. */
  old?: ContainerState
  /** What this operation has created. */
  fresh?: ContainerState
  /** Ids of what other operations have left behind. */
  leftovers: string[]
}

export async function containersOf(
  engine: Engine,
  component: string,
  { previous, activityId }: { previous?: string | undefined; activityId: string },
): Promise<Containers> {
  const mine = (await engine.listContainers()).filter(({ labels }) => labels[componentLabel] === component)
  const isFresh = ({ id, labels }: ContainerSummary) =>
    id !== previous && labels[activityLabel] === activityId
  const [fresh, ...further] = mine.filter(isFresh)
  const strays = mine.filter((one) => one.id !== previous && !isFresh(one) && isPassingName(one.name))
  const old = previous === undefined ? undefined : await engine.inspectContainer(previous)
  const created = fresh && (await engine.inspectContainer(fresh.id))
  return {
    ...(old && { old }),
    ...(created && { fresh: created }),
    leftovers: [...further, ...strays].map(({ id }) => id),
  }
}
