import type { KeyValue } from '../../spec/index.ts'
import type { ArtifactDescription } from '../artifacts/artifacts.ts'
import type { PlannedAction } from '../sdk/agent.ts'
import type { BootedSlot, Slot } from './boot/boot-control.ts'

/** What the steps of an action need to know; kept with the operation. */
export interface FirmwareDetail {
  /** What the device runs from, and goes back to. */
  from: BootedSlot
  /** The slot that is written. */
  to: Slot
  artifact: ArtifactDescription
  /** The component's own configuration. */
  config: KeyValue[]
  /** How the image names its build. */
  buildId?: string
  /** The oldest version that is taken once this one is committed. */
  downgradeFloor?: string
}

export function detailOf(action: PlannedAction): FirmwareDetail {
  return action.detail as FirmwareDetail
}
