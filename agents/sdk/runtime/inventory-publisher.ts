/**
 * Current state on its way out, retained.
 *
 * Invariant: the author's `inventory` is called once at a time; whoever asks meanwhile is answered by the next call,
 * so that each answer is at least as new as its question.
 */
import type { Bus } from '../../../platform/bus/bus.ts'
import type { Clock, Timer } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { encode, GodwitError, type Inventory } from '../../../spec/index.ts'
import type { UpdateAgent } from '../agent.ts'
import { brokenInventory, fullInventory } from './inventory.ts'

export interface InventoryPublisher {
  /**
   * Publishes current state soon, for the activity that asks, or unasked with an empty one. With `verify` the agent looks
   * thoroughly first, where it can, however long that takes; who asks meanwhile without is answered before.
   */
  publish(activityId: string, verify?: boolean): void
  /** Publishes it after a delay, in which further changes are gathered. */
  changed(): void
  stop(): void
}

/** An inventory that takes longer is reported as broken. */
const patienceMs = 30_000

export function createInventoryPublisher(
  agent: UpdateAgent,
  topic: string,
  delayMs: number,
  { bus, clock, log }: { bus: Bus; clock: Clock; log: Log },
): InventoryPublisher {
  const asked = new Set<string>()
  let busy = false
  let timer: Timer | undefined
  const stopped = new AbortController()
  let verifying: Promise<void> | undefined

  const read = async (): Promise<Inventory> => {
    try {
      return fullInventory(agent, await inTime(agent.inventory(), clock))
    } catch (error) {
      log.error({ error }, 'the inventory cannot be read')
      return brokenInventory(agent, error instanceof Error ? error.message : String(error))
    }
  }
  const work = async () => {
    busy = true
    while (asked.size > 0) {
      const activities = [...asked]
      asked.clear()
      const inventory = await read()
      for (const activityId of activities) {
        const sent = bus.publish(topic, encode(activityId, clock.now(), inventory), { retain: true })
        sent.catch((error) => log.debug({ error }, 'current state was not sent'))
      }
    }
    busy = false
  }
  const publish = (activityId: string, verify = false) => {
    if (verify && agent.verify) return void publishVerified(activityId)
    asked.add(activityId)
    if (!busy) void work()
  }
  const publishVerified = async (activityId: string) => {
    try {
      verifying ??= agent.verify?.(stopped.signal).finally(() => {
        verifying = undefined
      })
      await verifying
    } catch (error) {
      if (stopped.signal.aborted) return
      log.error({ error }, 'what is installed cannot be verified')
    }
    publish(activityId)
  }
  const stop = () => {
    stopped.abort()
    timer?.cancel()
    timer = undefined
  }
  return {
    publish,
    changed() {
      timer ??= clock.after(delayMs, () => {
        timer = undefined
        publish('')
      })
    },
    stop,
  }
}

/** `inventory()` may also throw at once, where its author has not made it async. */
async function inTime(inventory: Promise<Inventory>, clock: Clock): Promise<Inventory> {
  const late = Promise.withResolvers<never>()
  const error = new GodwitError('NO_ANSWER', `the inventory took longer than ${patienceMs / 1_000} s`)
  const timer = clock.after(patienceMs, () => late.reject(error))
  try {
    return await Promise.race([inventory, late.promise])
  } finally {
    timer.cancel()
  }
}
