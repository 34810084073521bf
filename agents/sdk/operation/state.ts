/**
 * Everything an agent knows of its operations. An `Operation` is plain JSON and is what stands on the disk; what
 * belongs to the running process alone is beside it in `AgentState`.
 *
 * The words of it: an *operation* is this domain's part of one campaign. A *track* is what commands can address: one
 * baseline, or everything. A *job* is a command that is being carried out; jobs run one after the other, and so do the
 * *steps* in them, each of which is one call of the author's code for one action.
 *
 * Invariants:
 * - At most one step runs at a time. The only exception is a step that does not end although it was aborted: it is
 *   given up, and until it does end, no other step is begun for its component in this process.
 * - A step that is marked in `done` is not run again, except after a reboot: `activate` and `settle`, to check health on
 *   the new boot, and a `rollback` that had asked for the reboot.
 * - `committed` is written before the first cleanup of a track runs, and only when all of it is activated.
 */
import type { Baseline, Command, DesiredDomain, FinalStatus, Reason } from '../../../spec/index.ts'
import type { ActionStatus } from '../../../spec/statuses.ts'
import type { PlannedAction } from '../agent.ts'

export const steps = ['download', 'update', 'activate', 'settle', 'rollback', 'cleanup'] as const
/** One of the author's functions that work on an action. */
export type Step = (typeof steps)[number]

export interface AgentState {
  /** The boot that this process runs in. */
  readonly bootId: string
  /** In order of arrival: finished ones, at most one at work, and at most one waiting for it. */
  readonly operations: readonly Operation[]
  /** The process is about to end: nothing is begun any more. */
  readonly stopping: boolean
  /** The author's code that runs now. */
  readonly run: Run | undefined
  /** How many runs this process has begun; numbers them. */
  readonly runs: number
  /** Steps that were given up and still run. */
  readonly stuck: readonly { readonly run: number; readonly component: string }[]
}

export interface Run {
  readonly id: number
  readonly activityId: string
  readonly aborting: boolean
  /** Absent while identifying. */
  readonly step?: { readonly action: number; readonly name: Step }
  /** It waits on purpose: told at `at`, in ms since the epoch, for about `ms`. */
  readonly wait?: { readonly at: number; readonly ms: number }
}

export interface Operation {
  readonly activityId: string
  /** Order of arrival. */
  readonly sequence: number
  /** ms since the epoch */
  readonly receivedAt: number
  readonly desired: DesiredDomain
  readonly baselines: readonly Baseline[]
  /** Whether the manager understands `rebootRequired`, and will ask again after the boot. */
  readonly rebootBarrier: boolean
  readonly stage: Stage
  /** The activity that this one has to give way to. */
  readonly supersededBy?: string
  readonly tracks: readonly Track[]
  /** In the order of the plan. */
  readonly actions: readonly OperationAction[]
  /** The first one is under way. */
  readonly jobs: readonly Job[]
  /** The last command for each baseline, as it was asked. */
  readonly asked: readonly Asked[]
}

export type Stage =
  /** Another operation has to end first. */
  | { readonly name: 'waiting' }
  | { readonly name: 'identifying' }
  /** The plan stands; commands are carried out. */
  | { readonly name: 'open' }
  | ({ readonly name: 'finished'; readonly finishedAt: number; readonly reported: boolean } & Outcome)

export interface Outcome {
  readonly status: FinalStatus
  readonly message?: string
  readonly reason?: Reason
}

/** What went wrong, for people and for programs. */
export interface Problem {
  readonly message: string
  readonly reason: Reason
}

export interface Track {
  /** Title of the baseline; absent where the desired state names none. */
  readonly baseline?: string
  readonly state: TrackState
  readonly committed: boolean
  /** The first thing that went wrong. */
  readonly problem?: Problem
}

export type RebootCommand = 'ACTIVATE' | 'ROLLBACK'

export type TrackState =
  | { readonly is: 'identified' }
  | { readonly is: 'done'; readonly command: Exclude<Command, 'CLEANUP'>; readonly bootId: string }
  | { readonly is: 'failed'; readonly command: Exclude<Command, 'CLEANUP'>; readonly problem: Problem }
  /** Done but for the reboot; the command is expected again after it. */
  | { readonly is: 'awaitingReboot'; readonly command: RebootCommand; readonly bootId: string }
  /** CLEANUP is answered, yet the next boot decides: then the step is repeated, and the cleanup done, unasked. */
  | { readonly is: 'confirming'; readonly command: RebootCommand; readonly bootId: string }
  | { readonly is: 'cleaned'; readonly problem?: Problem }

export interface OperationAction {
  readonly planned: PlannedAction
  /** Index into `tracks`. */
  readonly track: number
  readonly status: ActionStatus
  /** Per cent of the step under way. */
  readonly progress: number
  readonly message?: string
  readonly reason?: Reason
  /** How often each step was begun. */
  readonly attempts: Readonly<Partial<Record<Step, number>>>
  readonly done: Readonly<Partial<Record<Step, DoneStep>>>
  readonly failed: Readonly<Partial<Record<Step, Problem>>>
  /** The author's durable record. */
  readonly scratch: Readonly<Record<string, unknown>>
}

export interface DoneStep {
  readonly bootId: string
  readonly rebootRequired: boolean
}

export interface Job {
  readonly command: Command
  /** Indexes into `tracks`. */
  readonly tracks: readonly number[]
  readonly begun: boolean
}

export interface Asked {
  readonly command: Command
  /** As the command carried it; absent means everything. */
  readonly baseline?: string
  /** As the command carried it: the manager's boot, which tells it what an answer is for. */
  readonly boot?: string
}

/** The state of a process that has just started, with what it has found on the disk. */
export function initialState(bootId: string, operations: readonly Operation[]): AgentState {
  const inOrder = [...operations].sort((one, other) => one.sequence - other.sequence)
  return { bootId, operations: inOrder, stopping: false, run: undefined, runs: 0, stuck: [] }
}

/** The operation that is identifying or open. */
export function atWork(state: AgentState): Operation | undefined {
  return state.operations.find(({ stage }) => stage.name === 'identifying' || stage.name === 'open')
}

export function waiting(state: AgentState): Operation | undefined {
  return state.operations.find(({ stage }) => stage.name === 'waiting')
}

/** From here on only a rollback brings back what was. */
export function hasBegun({ attempts, done }: OperationAction): boolean {
  return attempts.update !== undefined || done.update !== undefined
}
