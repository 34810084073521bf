import type { Control, DesiredState, Inventory, ManagerStatus } from '../spec/index.ts'
import type { Campaign } from './campaign.ts'
import type { Outcome } from './progress.ts'

/** One device, as a backend or an operator sees it. Made by `connect`. */
export interface GodwitClient {
  /**
   * Publishes a desired state, and follows what becomes of it. The same activity id again never runs twice: where the
   * manager knows it, nothing is sent, and the campaign of then is followed (`isRepeated`). Resolves when the broker has
   * the message; rejects with REFUSED where the manager is known to be offline, with DUPLICATE_ACTIVITY where the
   * activity id was used for another desired state.
   */
  apply(desiredState: DesiredState, options?: ApplyOptions): Promise<Campaign>
  /** Follows a campaign that is under way or over. */
  follow(activityId: string, options?: FollowOptions): Promise<Campaign>
  /**
   * What `apply` would do, without doing it: a dry run. Rejects with REFUSED, and sends nothing, where no Godwit
   * manager answers: another one would carry the desired state out.
   */
  plan(desiredState: DesiredState, options?: { activityId?: string }): Promise<Outcome>
  /** Asks for the current state; where no answer comes in time, the last one that the broker has kept. */
  currentState(options?: StateOptions): Promise<CurrentState>
  /** The manager's campaigns, newest first, and what they wait for. Rejects with NO_ANSWER. */
  status(options?: WaitOptions): Promise<ManagerStatus>
  /** Cancels, pauses or resumes a campaign. Resolves when the broker has the message. */
  control(command: Control, activityId: string): Promise<void>
  /** Calls `handler` whenever the manager asks for the owner's consent. Returns a function that ends this. */
  onConsent(handler: (request: ConsentRequest) => void): () => void
  /** The owner's answer; with `command` it counts for that command alone. */
  consent(activityId: string, answer: 'APPROVED' | 'DENIED', command?: string): Promise<void>
  /** Disconnects. Campaigns go on; handles that still follow one end with INTERRUPTED. Idempotent. */
  close(): Promise<void>
}

export interface ApplyOptions extends FollowOptions {
  /** By default a random one. */
  activityId?: string
  /** Identify only; nothing changes on the device. */
  dryRun?: boolean
}

export interface FollowOptions {
  /**
   * Domains whose agents are listened to as well: the manager reports running campaigns seldom (once a minute by
   * default), agents as often as there is progress. By default none for `apply`, those of its components for `follow`.
   */
  domains?: string[]
}

export interface WaitOptions {
  /** How long to wait for an answer, in ms; by default 10 s. */
  timeoutMs?: number
}

export interface StateOptions extends WaitOptions {
  /** Agents that can, look first whether what they have installed is still the same; that may take minutes. */
  verify?: boolean
}

export interface CurrentState {
  inventory: Inventory
  /** When it was made, in ms since the epoch; 0 where the device did not say. */
  timestamp: number
  /** False where the device did not answer, and this is the last state that the broker has kept. */
  isFresh: boolean
}

export interface ConsentRequest {
  activityId: string
  /** The command that the owner is asked for: `DOWNLOAD`, `UPDATE` or `ACTIVATE`. */
  command: string
}
