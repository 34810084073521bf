/** Everything the manager says on the bus. Nobody waits for a message to arrive, except before a reboot. */
import type { Bus } from '../platform/bus/bus.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import {
  type DesiredState,
  type DesiredStateCommand,
  type DesiredStateFeedback,
  encode,
  type Inventory,
  type ManagerStatus,
  type Question,
  topicsOf,
} from '../spec/index.ts'
import type { ManagerSettings } from './settings.ts'

export interface Outbox {
  desiredState(domain: string, activityId: string, desiredState: DesiredState): void
  command(domain: string, activityId: string, command: DesiredStateCommand): void
  currentStateGet(domain: string, activityId: string, verify: boolean): void
  ownerConsent(activityId: string, command: string): void
  /** Resolves with the broker's acknowledgement; rejects when the bus is closed first. */
  feedback(activityId: string, feedback: DesiredStateFeedback): Promise<void>
  currentState(activityId: string, inventory: Inventory): void
  status(activityId: string, status: ManagerStatus): void
  /** Resolves when the broker has acknowledged everything said so far, or after `ms`. */
  settled(ms: number): Promise<void>
}

export interface OutboxPorts {
  bus: Pick<Bus, 'publish'>
  clock: Clock
  log: Log
}

export function createOutbox(settings: ManagerSettings, { bus, clock, log }: OutboxPorts): Outbox {
  const own = topicsOf(settings.domain, settings.topicPrefix)
  const agent = (domain: string) => topicsOf(domain, settings.topicPrefix)
  const underWay = new Set<Promise<void>>()

  function publish(topic: string, activityId: string, payload: unknown, retain = false): Promise<void> {
    const sent = bus.publish(topic, encode(activityId, clock.now(), payload), { retain })
    const settled: Promise<void> = sent
      .catch((error) => log.debug({ error, topic, activityId }, 'not published: the bus was closed first'))
      .finally(() => underWay.delete(settled))
    underWay.add(settled)
    return sent
  }

  function say(topic: string, activityId: string, payload: unknown, retain = false): void {
    publish(topic, activityId, payload, retain).catch(() => {})
  }

  return {
    desiredState: (domain, activityId, desiredState) =>
      say(agent(domain).desiredState, activityId, desiredState),
    command: (domain, activityId, command) => say(agent(domain).command, activityId, command),
    currentStateGet: (domain, activityId, verify) => {
      const question: Question | null = verify ? { verify } : null
      say(agent(domain).currentStateGet, activityId, question)
    },
    ownerConsent: (activityId, command) => say(own.ownerConsent, activityId, { command }),
    feedback: (activityId, feedback) => publish(own.feedback, activityId, feedback),
    currentState: (activityId, inventory) => say(own.currentState, activityId, inventory, true),
    status: (activityId, status) => say(own.status, activityId, status),
    settled: (ms) =>
      new Promise((resolve) => {
        const timer = clock.after(ms, resolve)
        void Promise.all(underWay).then(() => {
          timer.cancel()
          resolve()
        })
      }),
  }
}
