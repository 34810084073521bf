import type {
  DesiredState,
  DesiredStateCommand,
  DesiredStateFeedback,
  Inventory,
  ManagerStatus,
  OwnerConsent,
  OwnerConsentFeedback,
  Presence,
} from './generated/messages.ts'
import type { Topics } from './topics.ts'

/** Every kind of message, and what its payload is. */
export interface Payloads {
  desiredState: DesiredState
  command: DesiredStateCommand
  feedback: DesiredStateFeedback
  inventory: Inventory
  ownerConsent: OwnerConsent
  ownerConsentFeedback: OwnerConsentFeedback
  presence: Presence
  status: ManagerStatus
  /** A question that needs no payload; what stands there beside `verify` is not looked at. */
  empty: Question | null
}

/** What a question for the current state may ask besides. */
export interface Question {
  /** Look first whether what is on the device is still what was installed. */
  verify: true
}

export type MessageKind = keyof Payloads

/** The kind of message that goes over each topic. */
export const kindOf = {
  desiredState: 'desiredState',
  command: 'command',
  feedback: 'feedback',
  currentState: 'inventory',
  currentStateGet: 'empty',
  ownerConsent: 'ownerConsent',
  ownerConsentFeedback: 'ownerConsentFeedback',
  presence: 'presence',
  status: 'status',
  statusGet: 'empty',
} as const satisfies Record<keyof Topics, MessageKind>
