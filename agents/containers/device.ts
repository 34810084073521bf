import type { Clock } from '../../platform/clock.ts'
import type { BroughtContainers } from './brought.ts'
import type { Engine } from './engine/engine.ts'
import type { ContainersSettings } from './settings.ts'
import type { Trials } from './trials.ts'

/** What the steps work with. */
export interface ContainersDevice {
  settings: ContainersSettings
  engine: Engine
  brought: BroughtContainers
  clock: Clock
  trials: Trials
  /** In [0, 1). */
  random: () => number
}
