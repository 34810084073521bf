/**
 * Collects the domains' current states without ever holding up a campaign: a question goes out to all domains at once,
 * each has its own time to answer, and what did not come in time is reported as it was last known.
 */
import type { Clock, Timer } from '../platform/clock.ts'
import type { Inventory, Message } from '../spec/index.ts'
import { aggregate } from './inventory.ts'
import type { ManagerSettings } from './settings.ts'

export interface InventoryCollector {
  /** A domain has reported its current state. */
  received(domain: string, message: Message<Inventory>): void
  /** A domain's agent has come back: what it was asked while it was away may be lost, so it is asked again. */
  returned(domain: string): void
  /**
   * Asks `domains`, waits for them, and publishes the whole inventory under `activityId`. With `verify` they are to look
   * thoroughly first, and get the time for it.
   */
  collect(activityId: string, domains: string[], verify?: boolean): Promise<void>
  stop(): void
}

export interface InventoryPorts {
  clock: Clock
  version: string
  ask: (domain: string, activityId: string, verify: boolean) => void
  publish: (activityId: string, inventory: Inventory) => void
}

interface OpenQuestion {
  verify: boolean
  waiting: Set<string>
  answered: (domain: string) => void
  complete: PromiseWithResolvers<void>
}

/** An agent may have much to read. */
const verifyTimeoutMs = 600_000

export function createInventoryCollector(
  settings: Pick<ManagerSettings, 'domain' | 'agents' | 'currentStateDelayMs'>,
  { clock, version, ask, publish }: InventoryPorts,
): InventoryCollector {
  const known = new Map<string, Inventory>()
  const open = new Map<string, OpenQuestion>()
  let unsolicited: Timer | undefined

  function publishAll(activityId: string): void {
    unsolicited?.cancel()
    unsolicited = undefined
    const ordered = Object.keys(settings.agents).flatMap((domain) => {
      const inventory = known.get(domain)
      return inventory ? [[domain, inventory] as const] : []
    })
    publish(activityId, aggregate(settings.domain, version, new Map(ordered)))
  }

  /** Resolves when all have answered or run out of time. Two questions under one id are one question. */
  function answers(activityId: string, domains: string[], verify: boolean): Promise<void> {
    const asked = open.get(activityId)
    if (asked) return asked.complete.promise
    const waiting = new Set(domains)
    if (waiting.size === 0) return Promise.resolve()
    const complete = Promise.withResolvers<void>()
    const timers = new Map<string, Timer>()
    const answered = (domain: string) => {
      waiting.delete(domain)
      timers.get(domain)?.cancel()
      if (waiting.size > 0) return
      open.delete(activityId)
      complete.resolve()
    }
    open.set(activityId, { verify, waiting, answered, complete })
    for (const domain of domains) {
      const readTimeoutMs = settings.agents[domain]?.readTimeoutMs ?? 0
      const patience = verify ? Math.max(readTimeoutMs, verifyTimeoutMs) : readTimeoutMs
      timers.set(
        domain,
        clock.after(patience, () => answered(domain)),
      )
      ask(domain, activityId, verify)
    }
    return complete.promise
  }

  return {
    received(domain, { activityId, payload }) {
      const changed = JSON.stringify(known.get(domain)) !== JSON.stringify(payload)
      known.set(domain, payload)
      const question = open.get(activityId)
      if (question?.waiting.has(domain)) return question.answered(domain)
      if (!changed) return
      unsolicited ??= clock.after(settings.currentStateDelayMs, () => publishAll(''))
    },
    returned(domain) {
      for (const [activityId, { waiting, verify }] of open) {
        if (waiting.has(domain)) ask(domain, activityId, verify)
      }
    },
    async collect(activityId, domains, verify = false) {
      await answers(activityId, domains, verify)
      publishAll(activityId)
    },
    stop() {
      unsolicited?.cancel()
      for (const { waiting, answered } of open.values()) for (const domain of waiting) answered(domain)
    },
  }
}
