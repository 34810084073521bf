/**
 * Runs the book: events go in, the new states are made durable, then their effects are carried out.
 *
 * Invariants:
 * - Write down, then act: no effect of a durable change is carried out before the change is on the disk.
 * - Events are applied one at a time, in order of arrival. Those that arrive while a write is under way are applied
 *   together and cost one write per campaign (group commit).
 * - Exactly one timer is alive, for the nearest deadline.
 * - A clock that is set, as it is on a device that learns the time after its boot, makes nobody late.
 */
import type { Clock, Timer } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Collection } from '../platform/store/store.ts'
import type { Book, Change } from './book.ts'
import type { Campaign } from './campaign/state.ts'
import type { Effect } from './campaign/turn.ts'

export interface RunnerPorts {
  campaigns: Collection<Campaign>
  clock: Clock
  log: Log
  perform: (effect: Effect, campaign: Campaign) => void
}

export interface Runner {
  /** Changes the book; resolves when what came of it is durable and its effects are on their way. */
  run(change: (book: Book, now: number) => void): Promise<void>
  /** No more effects; resolves when the write under way is done. */
  stop(): Promise<void>
}

/** A difference between the two clocks that is no mere drift, ms. */
const clockTolerance = 2_000

/** How long to wait before a write that failed (a full disk) is tried again, ms. */
const writeRetryMs = 2_000

export function createRunner(book: Book, { campaigns, clock, log, perform }: RunnerPorts): Runner {
  let queue: { change: (book: Book, now: number) => void; done: () => void }[] = []
  let pumping: Promise<void> | undefined
  let timer: Timer | undefined
  let stopped = false
  let offset = clock.now() - clock.steady()

  /** By how much the clock was set since the last look, ms. */
  function clockSetBy(): number {
    const change = clock.now() - clock.steady() - offset
    offset += change
    return Math.abs(change) > clockTolerance ? change : 0
  }

  async function pump(): Promise<void> {
    while (queue.length > 0 && !stopped) {
      const batch = queue
      queue = []
      const by = clockSetBy()
      if (by !== 0) apply((current, now) => current.applyToAll({ type: 'clockSet', by }, now))
      for (const { change } of batch) apply(change)
      const changes = book.takeChanges()
      await persist(changes)
      for (const { done } of batch) done()
      if (stopped) return
      for (const { effects, campaign } of changes) for (const effect of effects) perform(effect, campaign)
    }
    // At once, not a promise later: whoever calls `run` next has to find that nobody pumps any more.
    pumping = undefined
    arm()
  }

  /** A defect in one event's handling must not take the campaign down with it. */
  function apply(change: (book: Book, now: number) => void): void {
    try {
      change(book, clock.now())
    } catch (error) {
      log.error({ error }, 'an event could not be handled: it is dropped')
    }
  }

  /**
   * Of several changes to one campaign the last is written; older campaigns first and one after the other, so that a
   * crash in between never leaves a newer one running beside an older one that had ended.
   */
  async function persist(changes: Change[]): Promise<void> {
    const durable = new Set(
      changes.filter((change) => change.durable).map(({ campaign }) => campaign.activityId),
    )
    const latest = new Map(changes.map(({ campaign }) => [campaign.activityId, campaign]))
    const ordered = [...latest.values()].sort((one, other) => one.sequence - other.sequence)
    for (const campaign of ordered) if (durable.has(campaign.activityId)) await write(campaign)
  }

  async function write(campaign: Campaign): Promise<void> {
    while (!stopped) {
      try {
        return await campaigns.write(campaign.activityId, campaign)
      } catch (error) {
        log.error({ error, activityId: campaign.activityId }, 'cannot write the campaign down: trying again')
        await new Promise<void>((resolve) => clock.after(writeRetryMs, resolve))
      }
    }
  }

  function arm(): void {
    timer?.cancel()
    const deadline = book.nextDeadline()
    if (stopped || deadline === undefined) return
    timer = clock.after(Math.max(0, deadline - clock.now()), () => {
      void run((current, now) => current.applyToAll({ type: 'deadline' }, now))
    })
  }

  function run(change: (book: Book, now: number) => void): Promise<void> {
    return new Promise((done) => {
      queue.push({ change, done })
      pumping ??= Promise.resolve().then(pump)
    })
  }

  return {
    run,
    async stop() {
      stopped = true
      timer?.cancel()
      await pumping
    },
  }
}
