/**
 * A device's life: it is taken from the shelf, and flies campaign after campaign, each with a cut of its own, to a version that
 * it has never seen. What one leaves behind is where the next one begins, as in the field; and a boot in three is spared.
 *
 * Invariant: a seed belongs to one life, and always comes at the same place in it.
 */
import type { Scope } from '../../support/scope.ts'
import { provisionedDisk } from '../provisioned-disk.ts'
import { oldVersion } from '../versions.ts'
import { startVirtualDevice, type VirtualDevice } from '../virtual-device.ts'
import { powerPlan } from './aim.ts'
import { runTrial, type TrialReport } from './trial.ts'

const campaignsInLife = 4

/** The lives that these seeds are part of, each up to the last of them. */
export function livesOf(seeds: readonly number[]): number[][] {
  const lives = Map.groupBy(seeds, (seed) => Math.floor((seed - 1) / campaignsInLife))
  return [...lives].map(([life, wanted]) => {
    const first = life * campaignsInLife + 1
    return Array.from({ length: Math.max(...wanted) - first + 1 }, (_, index) => first + index)
  })
}

/** A campaign that could not even begin, for want of room, say: nothing is known of the device by that. */
export class Unflown extends Error {
  override readonly name = 'Unflown'
  readonly seed: number
  /** What the device had said until then. */
  readonly console: string[]

  constructor(seed: number, cause: unknown, console: string[]) {
    super(`it could not be flown: ${(cause as Error).message.slice(0, 2_000)}`, { cause })
    this.seed = seed
    this.console = console
  }
}

/**
 * Flies the seeds of a life, and tells of each. It ends with a device that is not well: nothing more could be said of it. Throws
 * Unflown.
 */
export async function* fly(scope: Scope, seeds: readonly number[]): AsyncGenerator<TrialReport> {
  const first = seeds[0] ?? 0
  const device = await provisioned(scope, first).catch((error) => {
    throw new Unflown(first, error, [])
  })
  let version = oldVersion
  for (const [index, seed] of seeds.entries()) {
    const target = device.boots().at(-1)?.slot === 'A' ? 'slotB' : 'slotA'
    const to = String(Number(oldVersion) + 1 + index)
    const report = await runTrial(device, powerPlan(seed, target), { from: version, to }).catch((error) => {
      throw new Unflown(seed, error, device.console())
    })
    yield report
    if (report.faults.length > 0) return
    if (report.status === 'COMPLETED') version = to
  }
}

async function provisioned(scope: Scope, seed: number): Promise<VirtualDevice> {
  return startVirtualDevice(scope, { seed, disk: await provisionedDisk() })
}
