import type { Envelope } from './generated/messages.ts'

/** An envelope with its payload. */
export interface Message<Payload> {
  activityId: string
  /** Milliseconds since the epoch; 0 where the sender has none. */
  timestamp: number
  payload: Payload
}

/** A message as it goes over the wire. All three keys are always written, in this order. */
export function encode<Payload>(activityId: string, timestamp: number, payload: Payload): string {
  const envelope: Envelope | Message<Payload> = { activityId, timestamp, payload }
  return JSON.stringify(envelope)
}
