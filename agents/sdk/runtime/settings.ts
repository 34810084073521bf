/** Settings of a running agent; all times in milliseconds. */
export interface AgentRuntimeSettings {
  /** Put before every topic. */
  topicPrefix?: string
  /** Shortest time between two progress feedbacks. */
  progressIntervalMs: number
  /** How long changes of current state are gathered before they are reported. */
  currentStateDelayMs: number
  /** How long an aborted step may take to end before nobody waits for it any more. */
  abortGraceMs: number
}

/** Shorter than the time in which a process has to end after SIGTERM. */
export const defaultAgentSettings: AgentRuntimeSettings = {
  progressIntervalMs: 1_000,
  currentStateDelayMs: 1_000,
  abortGraceMs: 4_000,
}
