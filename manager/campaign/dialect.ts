/**
 * What an agent's status means for the command it was given. Agents in the field speak dialects; this table is where
 * they are understood, and nowhere else. A status that does not belong to the command is late or a duplicate.
 */
import { type Command, phaseStatuses } from '../../spec/index.ts'

export type Meaning =
  | 'running'
  | 'success'
  | 'failure'
  /** The agent ended the whole operation well, by itself. */
  | 'completed'
  | 'unrelated'

export function meaningOf(status: string, command: Command): Meaning {
  const own = phaseStatuses[command]
  if (status === own.success) return 'success'
  if (status === own.failure) return 'failure'
  if (status === own.running || status === 'RUNNING') return 'running'
  switch (command) {
    case 'CLEANUP':
      // Some agents answer CLEANUP with the final status alone.
      return ['COMPLETED', 'INCOMPLETE', 'INCOMPLETE_INCONSISTENT'].includes(status) ? 'success' : 'unrelated'
    case 'ROLLBACK':
      if (status === 'INCOMPLETE') return 'success'
      return status === 'INCOMPLETE_INCONSISTENT' ? 'failure' : 'unrelated'
    default:
      if (status === 'COMPLETED') return 'completed'
      if (['INCOMPLETE', 'INCOMPLETE_INCONSISTENT', 'SUPERSEDED'].includes(status)) return 'failure'
      // Leda's agent reports a download it rejects as a failed update.
      if (command === 'DOWNLOAD' && status === 'UPDATE_FAILURE') return 'failure'
      return 'unrelated'
  }
}
