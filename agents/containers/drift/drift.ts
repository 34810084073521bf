/**
 * What somebody has done to containers that Godwit has brought.
 *
 * Invariants:
 * - While an operation is at work nothing counts: it is Godwit itself that stops, renames and removes. Before the agent
 *   watches, nobody knows whether one is, and nothing counts either.
 * - Only what lasts counts: an engine that is shut down ends containers before it goes, and somebody who restarts one
 *   ends it first.
 */
import type { Clock, Timer } from '../../../platform/clock.ts'
import { pause } from '../../../platform/pause.ts'
import { type BroughtContainers, listBrought } from '../brought.ts'
import type { ContainerState } from '../engine/engine.ts'
import type { ContainersSettings } from '../settings.ts'
import { compare, type Difference } from './compare.ts'
import type { Healer } from './healer.ts'

export interface Drift {
  /** What lasts of the differences to all containers that there are now. */
  find(all: ContainerState[]): Promise<Difference[]>
  /** Resolves when whatever differs now has lasted. `look` reads the containers and calls `find`. */
  settle(look: () => Promise<unknown>, signal: AbortSignal): Promise<void>
  /** `changed` is called when a difference has lasted. Answers how to stop. */
  watch(changed: () => void, isBusy: () => boolean): () => void
}

interface Watcher {
  changed: () => void
  isBusy: () => boolean
}

/** What lasts is put right where there is a healer. */
export function createDrift(
  { brought, clock, healer }: { brought: BroughtContainers; clock: Clock; healer?: Healer | undefined },
  {
    driftLastsMs: lastingMs,
    systemContainers,
  }: Pick<ContainersSettings, 'driftLastsMs' | 'systemContainers'>,
): Drift {
  /** By component: what differs, and since when, in steady time. */
  let seen = new Map<string, { text: string; since: number }>()
  let watcher: Watcher | undefined
  let timer: Timer | undefined
  const hasLasted = ({ since }: { since: number }) => clock.steady() - since >= lastingMs
  /** Looks again when the youngest has lasted. */
  const lookAgain = () => {
    if ([...seen.values()].every(hasLasted)) return
    timer ??= clock.after(lastingMs, () => {
      timer = undefined
      watcher?.changed()
    })
  }
  const isBlind = () => watcher?.isBusy() ?? true
  return {
    async find(all) {
      const known = isBlind() ? [] : await listBrought(brought)
      const records = known.filter(({ component }) => !systemContainers.includes(component))
      // An operation may have begun meanwhile; what was read before it may be half of its doing by now.
      const found = isBlind() ? [] : records.flatMap((record) => compare(record, all) ?? [])
      const entries = found.map(({ brought: { component }, text }) => {
        const before = seen.get(component)
        return [component, before?.text === text ? before : { text, since: clock.steady() }] as const
      })
      seen = new Map(entries)
      lookAgain()
      const lasting = found.filter(({ brought: { component } }) =>
        hasLasted(seen.get(component) ?? { since: Infinity }),
      )
      healer?.consider(lasting, () => watcher?.changed())
      return lasting
    },
    async settle(look, signal) {
      await look()
      if (![...seen.values()].every(hasLasted)) await pause(clock, lastingMs, signal)
    },
    watch(changed, isBusy) {
      watcher = { changed, isBusy }
      return () => {
        watcher = undefined
        healer?.stop()
        timer?.cancel()
        timer = undefined
      }
    },
  }
}
