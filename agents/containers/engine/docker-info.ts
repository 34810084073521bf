import { platformOf } from '../images/platform.ts'
import type { EngineInfo } from './engine.ts'

/** What engines say of themselves. */
interface Told {
  ServerVersion?: string
  OSType?: string
  Architecture?: string
  DockerRootDir?: string
  DriverStatus?: [string, string][] | null
  /** Podman's alone. */
  BuildahVersion?: string
}

export function engineInfo(told: Told): EngineInfo {
  const { ServerVersion = '', OSType = 'linux', Architecture = '', DockerRootDir = '' } = told
  const status = new Map(told.DriverStatus ?? [])
  const keepsManifests = status.get('driver-type') === 'io.containerd.snapshotter.v1'
  const isPodman = told.BuildahVersion !== undefined
  return {
    version: ServerVersion,
    platform: platformOf(OSType, Architecture),
    folder: DockerRootDir,
    skipsKnownLayers: !keepsManifests && !isPodman,
    keepsManifests,
    // Its API has no call for it (4.3), or not for all of it.
    changesLimits: !isPodman,
    networksFollowNames: !isPodman,
  }
}
