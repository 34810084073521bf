/** Networks of their own that containers ask for: made with the first of them, and gone with the last. */

import { isOwnNetwork } from './engine/create-options.ts'
import type { Engine } from './engine/engine.ts'
import { networkLabel } from './labels.ts'

/** Makes those that are not there. Idempotent. */
export async function makeNetworks(engine: Engine, names: string[]): Promise<void> {
  for (const name of names.filter(isOwnNetwork)) {
    if (!(await engine.inspectNetwork(name))) await engine.createNetwork(name, { [networkLabel]: 'true' })
  }
}

/** Removes those that Godwit has made and that no container, running or not, is in. Idempotent. */
export async function dropNetworks(engine: Engine, names: string[]): Promise<void> {
  const used = new Set((await engine.listContainers()).flatMap(({ networks }) => networks))
  for (const name of names.filter((one) => isOwnNetwork(one) && !used.has(one))) {
    const found = await engine.inspectNetwork(name)
    if (found && networkLabel in found.labels) await engine.removeNetwork(name)
  }
}
