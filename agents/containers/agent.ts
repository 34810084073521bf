import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Store } from '../../platform/store/store.ts'
import type { PlannedAction, StepContext, UpdateAgent } from '../sdk/agent.ts'
import { activate } from './activate.ts'
import { openBrought } from './brought.ts'
import { cleanup } from './cleanup.ts'
import type { ContainersDevice } from './device.ts'
import { download } from './download.ts'
import { createDrift } from './drift/drift.ts'
import { createHealer } from './drift/healer.ts'
import { repair } from './drift/repair.ts'
import type { Engine } from './engine/engine.ts'
import { identify } from './identify.ts'
import { inspectAll, inventory } from './inventory.ts'
import { patiently } from './patience.ts'
import { rollback } from './rollback.ts'
import type { ContainersSettings } from './settings.ts'
import { settle } from './settle.ts'
import { createTrials } from './trials.ts'
import { update } from './update.ts'
import { watch } from './watch.ts'

export interface ContainersPorts {
  engine: Engine
  /** Where it is written down what was brought. */
  store: Store
  clock: Clock
  log: Log
  /** In [0, 1). */
  random: () => number
}

/**
 * The agent of containers on one engine: a new container is created beside the old one, takes its place, and has to be
 * found healthy; the old one is kept until the commit.
 */
export function createContainersAgent(settings: ContainersSettings, ports: ContainersPorts): UpdateAgent {
  const { engine, store, clock, log, random } = ports
  const brought = openBrought(store, settings.domain)
  const device: ContainersDevice = { settings, engine, brought, clock, random, trials: createTrials(clock) }
  const healer = settings.selfHeal
    ? createHealer((component, signal) => repair(device, component, signal), settings.selfHealPauseMs, ports)
    : undefined
  const drift = createDrift({ brought, clock, healer }, settings)
  const patient =
    <Context extends StepContext, Result>(
      step: (device: ContainersDevice, action: PlannedAction, context: Context) => Promise<Result>,
    ) =>
    async (action: PlannedAction, context: Context) => {
      await healer?.rest()
      return patiently(device, context, () => step(device, action, context))
    }
  return {
    domain: settings.domain,
    name: 'Godwit containers agent',
    version: settings.version,
    inventory: () => inventory(device, drift, healer),
    verify: (signal) => drift.settle(async () => drift.find(await inspectAll(engine)), signal),
    watch(changed, isBusy) {
      const ends = [drift.watch(changed, isBusy), watch(device, log, changed)]
      return () => {
        for (const end of ends) end()
      }
    },
    async identify(desired, context) {
      await healer?.rest()
      return identify(device, desired, context)
    },
    download: (action, context) => download(device, action, context),
    update: patient(update),
    activate: patient(activate),
    settle: patient(settle),
    rollback: patient(rollback),
    cleanup: patient(cleanup),
  }
}
