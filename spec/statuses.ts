/** The words of the wire. Agents in the field send others too, so a received status is any string. */

export const commands = ['DOWNLOAD', 'UPDATE', 'ACTIVATE', 'ROLLBACK', 'CLEANUP'] as const
/** What a manager tells an agent to do. */
export type Command = (typeof commands)[number]

/** Godwit's addition, to agents with the capability `pause`: stop the download, keep what is there. */
export const pauseCommand = 'PAUSE'

export const controls = ['CANCEL', 'PAUSE', 'RESUME'] as const
/** What a backend may ask of a running campaign. */
export type Control = (typeof controls)[number]

export const finalStatuses = [
  'COMPLETED',
  'INCOMPLETE',
  'INCOMPLETE_INCONSISTENT',
  'IDENTIFICATION_FAILED',
  'SUPERSEDED',
] as const
/** How a campaign ends. */
export type FinalStatus = (typeof finalStatuses)[number]

/** How far a campaign has come, as a whole. */
export type OverallStatus = 'IDENTIFYING' | 'IDENTIFIED' | 'RUNNING' | FinalStatus

/** How far an agent has come with one command. */
export type PhaseStatus =
  | 'DOWNLOADING'
  | 'DOWNLOAD_SUCCESS'
  | 'DOWNLOAD_FAILURE'
  | 'UPDATING'
  | 'UPDATE_SUCCESS'
  | 'UPDATE_FAILURE'
  | 'ACTIVATING'
  | 'ACTIVATION_SUCCESS'
  | 'ACTIVATION_FAILURE'
  | 'ROLLBACK'
  | 'ROLLBACK_SUCCESS'
  | 'ROLLBACK_FAILURE'
  | 'CLEANUP'
  | 'CLEANUP_SUCCESS'
  | 'CLEANUP_FAILURE'

/** How far an agent has come with one component. */
export type ActionStatus =
  | 'IDENTIFIED'
  | 'DOWNLOADING'
  | 'DOWNLOAD_SUCCESS'
  | 'DOWNLOAD_FAILURE'
  | 'UPDATING'
  | 'UPDATE_SUCCESS'
  | 'UPDATE_FAILURE'
  | 'ACTIVATING'
  | 'ACTIVATION_SUCCESS'
  | 'ACTIVATION_FAILURE'
  | 'REMOVING'
  | 'REMOVAL_SUCCESS'
  | 'REMOVAL_FAILURE'

/** The three statuses that an agent answers a command with. */
export const phaseStatuses: Record<
  Command,
  { running: PhaseStatus; success: PhaseStatus; failure: PhaseStatus }
> = {
  DOWNLOAD: { running: 'DOWNLOADING', success: 'DOWNLOAD_SUCCESS', failure: 'DOWNLOAD_FAILURE' },
  UPDATE: { running: 'UPDATING', success: 'UPDATE_SUCCESS', failure: 'UPDATE_FAILURE' },
  ACTIVATE: { running: 'ACTIVATING', success: 'ACTIVATION_SUCCESS', failure: 'ACTIVATION_FAILURE' },
  ROLLBACK: { running: 'ROLLBACK', success: 'ROLLBACK_SUCCESS', failure: 'ROLLBACK_FAILURE' },
  CLEANUP: { running: 'CLEANUP', success: 'CLEANUP_SUCCESS', failure: 'CLEANUP_FAILURE' },
}

export function isFinalStatus(status: string): status is FinalStatus {
  return (finalStatuses as readonly string[]).includes(status)
}

/**
 * What an agent with Godwit's additions can do; told in the parameter `capabilities` of its root software node.
 * - `baselines`: keeps baselines apart, and takes commands for one of them.
 * - `idempotent`: the same command may be sent twice; it is answered with where the agent stands.
 * - `reboot`: asks for a reboot by itself (`rebootRequired`) and goes on after it.
 * - `plan`: identification changes nothing on the device.
 * - `pause`: understands `PAUSE` while downloading.
 */
export type Capability = 'baselines' | 'idempotent' | 'reboot' | 'plan' | 'pause'

/** Baseline title under which an agent finds what no named baseline lists, where a document names several. */
export const remainderBaseline = 'godwit:remainder'
