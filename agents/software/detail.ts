import type { ArtifactDescription, FolderNeed } from '../artifacts/artifacts.ts'
import type { PlannedAction } from '../sdk/agent.ts'
import type { ComponentOptions } from './component-options.ts'

/** What the steps of an action need to know; kept with the operation. */
export type SoftwareDetail = InstallDetail | RemovalDetail

export interface InstallDetail {
  kind: 'install'
  /** The release that is made. */
  release: string
  /** The release that was installed before, and is gone back to. */
  previous?: string
  options: ComponentOptions
  /** Places outside of the release that the previous one copied to, and another component takes over. */
  handedOver?: string[]
}

interface RemovalDetail {
  kind: 'removal'
  /** The release that is installed. */
  previous: string
  handedOver?: string[]
}

export function detailOf(action: PlannedAction): SoftwareDetail {
  return action.detail as SoftwareDetail
}

/** What has to be downloaded. */
export function artifactsOf({ options }: InstallDetail): ArtifactDescription[] {
  return options.files.map(({ artifact }) => artifact)
}

/** The space that the unpacked artifacts take; with 0 bytes it is given back. */
export function unpackedNeed(
  installDir: string,
  { id, version }: PlannedAction['component'],
  bytes: number,
): FolderNeed {
  return { folder: installDir, bytes, what: `${id} ${version}, unpacked` }
}
