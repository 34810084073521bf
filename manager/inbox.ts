/**
 * The manager's door: every message is decoded and validated here. What cannot be understood is answered where there
 * is somebody to answer, and logged otherwise; it never gets further.
 */
import type { Bus, BusMessage } from '../platform/bus/bus.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { MessageKind, Payloads } from '../spec/index.ts'
import {
  type Control,
  controls,
  type DesiredState,
  type DesiredStateFeedback,
  decode,
  type Inventory,
  type Message,
  type OwnerConsentFeedback,
  type Topics,
  type Undecodable,
} from '../spec/index.ts'

/** What comes in. A promise resolves when the message may be acknowledged: when what it means is durable. */
export interface InboxHandlers {
  desiredState(message: Message<DesiredState>): Promise<void>
  undecodableDesiredState(activityId: string, path: string, problem: string): void
  control(activityId: string, control: Control): Promise<void>
  consent(message: Message<OwnerConsentFeedback>): Promise<void>
  /** With `verify`, agents are to look first whether what they have installed is still the same. */
  currentStateGet(activityId: string, verify: boolean): void
  statusGet(activityId: string): void
  feedback(domain: string, activityId: string, feedback: DesiredStateFeedback): Promise<void>
  currentState(domain: string, message: Message<Inventory>): Promise<void>
  /** An agent has just connected or is gone; what the broker has only kept is no news. */
  presence(domain: string, online: boolean): Promise<void>
}

export interface InboxPorts {
  bus: Pick<Bus, 'subscribe'>
  clock: Clock
  log: Log
  own: Topics
  agents: Map<string, Topics>
}

export function openInbox(handlers: InboxHandlers, { bus, clock, log, own, agents }: InboxPorts): void {
  function on<Kind extends MessageKind>(
    topic: string,
    kind: Kind,
    handle: (message: Message<Payloads[Kind]>, retained: boolean) => Promise<void> | void,
    undecodable?: (failure: Undecodable) => void,
  ): void {
    bus.subscribe(topic, async (received: BusMessage) => {
      const decoded = decode(kind, received.payload)
      if (decoded.ok) {
        await handle(decoded.message, received.retained)
      } else {
        const { path, problem, activityId } = decoded
        log.warn({ topic: received.topic, activityId, path, problem }, 'message not understood')
        undecodable?.(decoded)
      }
    })
  }

  on(own.desiredState, 'desiredState', handlers.desiredState, ({ activityId, path, problem }) => {
    if (activityId) handlers.undecodableDesiredState(activityId, path, problem)
  })
  on(own.command, 'command', async ({ activityId, payload }) => {
    const control = controls.find((word) => word === payload.command)
    if (control) await handlers.control(activityId, control)
    else
      log.warn({ activityId, command: payload.command }, `command not known: only ${controls.join(', ')} are`)
  })
  on(own.ownerConsentFeedback, 'ownerConsentFeedback', handlers.consent)
  on(own.currentStateGet, 'empty', ({ activityId, payload }) =>
    handlers.currentStateGet(activityId || `current-state-${clock.now()}`, payload !== null),
  )
  on(own.statusGet, 'empty', ({ activityId }) => handlers.statusGet(activityId))
  for (const [domain, topics] of agents) {
    on(topics.feedback, 'feedback', ({ activityId, payload }) =>
      handlers.feedback(domain, activityId, payload),
    )
    on(topics.currentState, 'inventory', (message) => handlers.currentState(domain, message))
    on(topics.presence, 'presence', ({ payload }, retained) =>
      retained ? undefined : handlers.presence(domain, payload.online),
    )
  }
}
