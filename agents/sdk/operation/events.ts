/** What can happen to an agent, and what it does about it. */
import type { Command, DesiredDomain, DesiredState, DesiredStateFeedback } from '../../../spec/index.ts'
import type { CleanupOutcome, PlannedAction } from '../agent.ts'
import type { Asked, Problem, Step } from './state.ts'

export type Event =
  /** The process has started, with what was on the disk. */
  | { readonly type: 'started' }
  /** The connection to the broker stands again. */
  | { readonly type: 'connected' }
  | {
      readonly type: 'desiredState'
      readonly activityId: string
      readonly document: DesiredState
      readonly desired: DesiredDomain
    }
  /** A desired state that cannot be taken. */
  | { readonly type: 'rejected'; readonly activityId: string; readonly problem: Problem }
  | {
      readonly type: 'command'
      readonly activityId: string
      readonly command: Command | 'PAUSE'
      readonly baseline?: string
      readonly boot?: string
    }
  | { readonly type: 'identified'; readonly run: number; readonly plan: readonly PlannedAction[] }
  | { readonly type: 'identificationFailed'; readonly run: number; readonly problem: Problem }
  | { readonly type: 'stepDone'; readonly run: number; readonly rebootRequired: boolean }
  | { readonly type: 'stepFailed'; readonly run: number; readonly problem: Problem }
  | {
      readonly type: 'progress'
      readonly run: number
      readonly percent: number
      readonly message?: string
      /** Nothing will come for about so long, on purpose. */
      readonly waitMs?: number
    }
  /** The author's code was aborted and has not ended within the grace time. */
  | { readonly type: 'stuck'; readonly run: number }
  | { readonly type: 'scratch'; readonly run: number; readonly key: string; readonly value: unknown }
  /** The broker has acknowledged the last feedback of a finished operation. */
  | { readonly type: 'reported'; readonly activityId: string }
  /** The process is about to end. */
  | { readonly type: 'stopping' }

/** What is done once the state is durable. Each may be carried out again after a crash. */
export type Effect =
  | {
      readonly type: 'identify'
      readonly run: number
      readonly activityId: string
      readonly desired: DesiredDomain
    }
  | RunStep
  | { readonly type: 'abort'; readonly run: number }
  | {
      readonly type: 'publish'
      readonly activityId: string
      readonly feedback: DesiredStateFeedback
      /** The last one of a finished operation: its acknowledgement comes back as `reported`. */
      readonly final: boolean
    }
  /** Publishes how far the job under way has come, as soon as the interval allows. */
  | { readonly type: 'publishProgress' }
  /** Nobody needs what it has brought onto the device any more, but for what is installed. */
  | { readonly type: 'endOperation'; readonly activityId: string; readonly committed: boolean }
  /** The device may have changed. */
  | { readonly type: 'publishInventory' }

export interface RunStep {
  readonly type: 'runStep'
  readonly run: number
  readonly activityId: string
  readonly step: Step
  readonly action: PlannedAction
  readonly attempt: number
  readonly outcome: CleanupOutcome
  readonly scratch: Readonly<Record<string, unknown>>
}

/** Feedback without its actions. */
export type Answer = Omit<DesiredStateFeedback, 'actions'>

/** Something to say of an activity; put into words at the end of the turn. */
export interface Telling {
  readonly activityId: string
  readonly what:
    | 'IDENTIFYING'
    | 'IDENTIFIED'
    | 'FINAL'
    | { readonly asked: Asked }
    | { readonly answer: Answer }
}
