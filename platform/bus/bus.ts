/**
 * The bus as the rest of the house sees it: MQTT at QoS 1, in a persistent session.
 *
 * Invariants:
 * - A message is acknowledged to the broker only after every handler's promise has resolved: a handler resolves
 *   when what the message means is durable, and does the work elsewhere. It must never wait for a publish.
 * - A message may arrive twice, late, or (after a crash of the broker) never. Nothing above may depend on more.
 */
export interface Bus {
  /**
   * Hands a message to the broker. While offline it is kept in memory and sent after the reconnect.
   * Resolves with the broker's answer (a refusal is logged: repeating would not help); rejects with a BusClosedError,
   * and only where the bus is closed first.
   */
  publish(topic: string, payload: string, options?: { retain?: boolean }): Promise<void>
  /** Registers a handler for a topic filter; subscribes now and after every reconnect without a session. */
  subscribe(filter: string, handler: MessageHandler): void
  /** Calls `listener` after each connect, when all subscriptions stand, and after each loss of the connection. */
  onStatus(listener: (status: BusStatus) => void): void
  /**
   * Connects, and resolves when a connection stands and all subscriptions made so far are acknowledged; rejects with a
   * BusClosedError where the bus is closed first. Before it is called there is no connection: what the broker has kept
   * for this client comes at once, and must find its handlers.
   */
  ready(): Promise<void>
  /**
   * Sends what is under way, publishes offline presence, disconnects; while offline there is nothing to wait for.
   * Resolves within `graceMs`, never rejects. Idempotent.
   */
  close(graceMs: number): Promise<void>
}

export type BusStatus = 'online' | 'offline'

export type MessageHandler = (message: BusMessage) => Promise<void> | void

export interface BusMessage {
  topic: string
  payload: Uint8Array
  /** True where the broker replayed it because it was retained. */
  retained: boolean
}

/** The bus was closed before the message was acknowledged. Whether the broker has it, nobody knows. */
export class BusClosedError extends Error {
  override readonly name = 'BusClosedError'

  constructor() {
    super('the connection to the broker was closed')
  }
}
