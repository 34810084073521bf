import type { Clock } from '../../platform/clock.ts'
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { detailOf } from './detail.ts'
import type { HookSubject } from './hooks.ts'
import { type ComponentFolder, componentFolder } from './installation.ts'
import type { SoftwareSettings } from './settings.ts'

/** What the steps work with. */
export interface SoftwareDevice {
  settings: SoftwareSettings
  clock: Clock
}

export function folderOf({ settings }: SoftwareDevice, { component }: PlannedAction): ComponentFolder {
  return componentFolder(settings.installDir, component.id)
}

/** The release that the action brings, or removes. */
export function newRelease(device: SoftwareDevice, action: PlannedAction): HookSubject {
  const { previous } = detailOf(action)
  return { folder: folderOf(device, action), version: action.component.version, previous }
}

/** The context of a part of a step, whose progress is a part of the step's. In per cent. */
export function partOfStep(context: StepContext, from: number, to: number): StepContext {
  return {
    ...context,
    progress: (percent, message, waitMs) =>
      context.progress(from + (percent * (to - from)) / 100, message, waitMs),
  }
}
