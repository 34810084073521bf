/**
 * What the device says, decoded, by kind. A message that is not what its topic is for is dropped: a client has
 * nobody to tell, and what it needs is repeated on request.
 */
import type { Bus } from '../platform/bus/bus.ts'
import { decode, type Message, type MessageKind, type Payloads, topicsOf } from '../spec/index.ts'
import { type Channel, createChannel } from './channel.ts'

type Messages<Kind extends MessageKind> = Channel<Message<Payloads[Kind]>>

export interface Inbox {
  readonly feedback: Messages<'feedback'>
  /** Feedback of the agents that `hearAgents` names. */
  readonly agentFeedback: Messages<'feedback'>
  readonly currentState: Messages<'inventory'>
  readonly status: Messages<'status'>
  readonly ownerConsent: Messages<'ownerConsent'>
  readonly presence: Messages<'presence'>
  /** From now on the feedback of these domains' agents is received too; idempotent. */
  hearAgents(domains: string[]): void
}

export function createInbox(bus: Bus, domain: string, topicPrefix?: string): Inbox {
  const topics = topicsOf(domain, topicPrefix)
  const heard = new Set([topics.feedback])
  const agentFeedback: Messages<'feedback'> = createChannel()

  const receive = <Kind extends MessageKind>(kind: Kind, topic: string): Messages<Kind> => {
    const channel: Messages<Kind> = createChannel()
    bus.subscribe(topic, ({ payload }) => {
      const decoded = decode(kind, payload)
      if (decoded.ok) channel.emit(decoded.message)
    })
    return channel
  }

  return {
    feedback: receive('feedback', topics.feedback),
    agentFeedback,
    currentState: receive('inventory', topics.currentState),
    status: receive('status', topics.status),
    ownerConsent: receive('ownerConsent', topics.ownerConsent),
    presence: receive('presence', topics.presence),
    hearAgents: (domains) => {
      for (const topic of domains.map((id) => topicsOf(id, topicPrefix).feedback)) {
        if (heard.has(topic)) continue
        heard.add(topic)
        receive('feedback', topic).listen(agentFeedback.emit)
      }
    },
  }
}
