import type { ArtifactDescription } from '../artifacts/artifacts.ts'
import type { PlannedAction } from '../sdk/agent.ts'

/** What the steps of an action need to know; kept with the operation. */
export type SoftwareDetail = InstallDetail | RemovalDetail

export interface InstallDetail {
  kind: 'install'
  artifact: ArtifactDescription
  /** The version that was installed before, and is gone back to. */
  previous?: string
}

interface RemovalDetail {
  kind: 'removal'
  /** The version that is installed. */
  previous: string
}

export function detailOf(action: PlannedAction): SoftwareDetail {
  return action.detail as SoftwareDetail
}
