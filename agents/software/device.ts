import type { Clock } from '../../platform/clock.ts'
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { detailOf } from './detail.ts'
import { type ComponentFolder, componentFolder, versionOf } from './installation.ts'
import type { SoftwareSettings } from './settings.ts'

/** What the steps work with. */
export interface SoftwareDevice {
  settings: SoftwareSettings
  clock: Clock
}

/** A release, and the version before it; or the one that is left, where the old one is activated again. */
export interface ReleaseSubject {
  folder: ComponentFolder
  release: string
  previous: string | undefined
}

export function folderOf({ settings }: SoftwareDevice, { component }: PlannedAction): ComponentFolder {
  return componentFolder(settings.installDir, component.id)
}

/** The release that the action brings, or removes. */
export function newRelease(device: SoftwareDevice, action: PlannedAction): ReleaseSubject {
  const detail = detailOf(action)
  const { previous } = detail
  return {
    folder: folderOf(device, action),
    release: detail.kind === 'install' ? detail.release : detail.previous,
    previous: previous && versionOf(previous),
  }
}

/** The context of a part of a step, whose progress is a part of the step's. In per cent. */
export function partOfStep(context: StepContext, from: number, to: number): StepContext {
  return {
    ...context,
    progress: (percent, message, waitMs) =>
      context.progress(from + (percent * (to - from)) / 100, message, waitMs),
  }
}
