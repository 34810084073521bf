import { parseDuration } from '../../../platform/config/duration.ts'
import type { ArtifactsConfig } from '../../../spec/generated/config.ts'
import { assertWindow, type DownloadWindow } from './window.ts'

/** When downloads may run, and how fast. */
export interface GateSettings {
  /** Bytes per second over all downloads of the device; 0 for no limit. */
  maxDownloadRate: number
  /** Downloads at once on the whole device. */
  maxDownloads: number
  /** Downloads may run at any time where it is absent. */
  downloadWindow?: DownloadWindow
}

/** Throws a ConfigError that names the key where the download window makes no sense. */
export function gateSettings({
  maxDownloadRate = 0,
  maxDownloads = 2,
  downloadWindow,
}: ArtifactsConfig): GateSettings {
  return {
    maxDownloadRate,
    maxDownloads,
    ...(downloadWindow && { downloadWindow: windowSettings(downloadWindow) }),
  }
}

function windowSettings({
  start,
  length,
  timezone,
}: NonNullable<ArtifactsConfig['downloadWindow']>): DownloadWindow {
  const window = { start, lengthMs: parseDuration(length), ...(timezone !== undefined && { timezone }) }
  assertWindow(window)
  return window
}
