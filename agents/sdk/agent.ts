import type { Log } from '../../platform/log.ts'
import type { DesiredDomain, Inventory, KeyValue } from '../../spec/index.ts'
import type { Artifacts } from '../artifacts/artifacts.ts'

/**
 * What the author of an agent implements. The sdk does all the rest: MQTT, validation, persistence, resume after a
 * crash, repeated commands, baselines, supersede, progress throttling, error mapping.
 *
 * Rules for every step (`download` … `cleanup`):
 * - It may be called again for a component it had begun or even finished (after a crash or a reboot): it must find
 *   out where it stands, and end in the same place. `context.scratch` is a durable record for that.
 * - It stops soon after `context.signal` aborts, by throwing; the sdk knows that this is not a failure.
 * - It throws a GodwitError to say what is wrong; any other error counts as `INTERNAL`.
 */
export interface UpdateAgent {
  /** The domain, as desired states name it. */
  readonly domain: string
  /** Name and version of the agent's own node in the inventory. */
  readonly name: string
  readonly version: string

  /** What is on the device now. Component ids are without the domain; the sdk adds it, and the agent's root node. */
  inventory(): Promise<Inventory>
  /**
   * For agents that can tell whether what is on the device is still what was installed: looks at everything, thoroughly.
   * Called when somebody asks for it; what it finds goes into the inventory that is read next. Stops soon after `signal`
   * aborts, by throwing.
   */
  verify?(signal: AbortSignal): Promise<void>
  /**
   * Called once at the start, for agents whose inventory changes by itself: `changed` has it reported soon. `isBusy`
   * tells whether an operation is at work, from its identification to its end. Answers how to stop watching.
   */
  watch?(changed: () => void, isBusy: () => boolean): () => void

  /**
   * The plan: what has to be done to come to the desired state, in the order in which it is to be done. Changes
   * nothing. Throws where the desired state is not acceptable; an empty plan means nothing is to be done.
   */
  identify(desired: DesiredDomain, context: IdentifyContext): Promise<PlannedAction[]>

  /** Brings everything the action needs onto the device, verified. Changes nothing that is installed. */
  download?(action: PlannedAction, context: StepContext): Promise<void>
  /** Puts the new version beside the old one. Removes nothing old. */
  update?(action: PlannedAction, context: StepContext): Promise<void>
  /**
   * Switches to the new version, then checks its health. May answer that a reboot is needed; it is then called again
   * after the boot, and has to tell whether the new version has come up. Called once more after any other reboot
   * before the commit, to check health again.
   */
  activate?(action: PlannedAction, context: StepContext): Promise<StepResult>
  /**
   * The second half of ACTIVATE, for agents that have to wait for what they have switched to: called for each action when
   * all of its rank have been activated, in the order of the plan, so that all are waited for at the same time. Ends when
   * the new version has proven healthy, and throws where it has not. Called again whenever `activate` is.
   */
  settle?(action: PlannedAction, context: StepContext): Promise<void>
  /** Goes back to the old version, without a network. May answer that a reboot is needed, as `activate` does. */
  rollback?(action: PlannedAction, context: StepContext): Promise<StepResult>
  /** Ends the operation: after `committed` the old version may go, otherwise what the new one left behind. */
  cleanup?(action: PlannedAction, context: CleanupContext): Promise<void>
}

/** `rebootRequired`: done as far as possible; reboot, then ask again. */
export type StepResult = { rebootRequired: true } | undefined

/** What will be done to one component. */
export interface PlannedAction {
  component: { id: string; version: string }
  /** For people: what will be done and why. */
  message?: string
  /**
   * Actions are activated, and settle, rank by rank, the lowest first; 0 by default. Within a rank the order is that of the
   * plan.
   */
  rank?: number
  /** True where the component goes away; its cleanup is then reported as a removal. */
  removal?: boolean
  /** Everything the steps need to know; kept durably with the operation. Must survive JSON. */
  detail?: unknown
}

export interface IdentifyContext {
  activityId: string
  /** Configuration of the domain as a whole. */
  config: KeyValue[]
  /** To look at what components ask for: `describe`, `find`, `reserve`. Nothing is fetched here. */
  artifacts: Artifacts
  log: Log
  signal: AbortSignal
}

export interface StepContext {
  activityId: string
  /** 1 at the first call of this step for this component, one more at each further call. */
  attempt: number
  /**
   * Reports progress in per cent; throttled by the sdk, so call it as often as you like. `waitMs` says that nothing
   * will come for about so many milliseconds, on purpose: the manager then does not take silence for a failure. The
   * next call ends the wait, or prolongs it with a `waitMs` of its own.
   */
  progress(percent: number, message?: string, waitMs?: number): void
  /** Aborts when the campaign is cancelled, paused or superseded, or the process shuts down. */
  signal: AbortSignal
  artifacts: Artifacts
  /** A durable record of this action, kept until the operation ends, over restarts and reboots. */
  scratch: Scratch
  /** Changes with every boot. */
  bootId: string
  log: Log
}

export interface CleanupContext extends StepContext {
  /** `committed`: the new version stays. `rolledBack`: the old one is back. `unchanged`: nothing was touched. */
  outcome: CleanupOutcome
}

export type CleanupOutcome = 'committed' | 'rolledBack' | 'unchanged'

export interface Scratch {
  get(key: string): unknown
  /** Resolves when the value is on the disk. The value must survive JSON. */
  set(key: string, value: unknown): Promise<void>
}
