/** ROLLBACK: the old container has its name, its limits and its state again; the new one is gone. Needs no network. */
import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { limit, start } from './activate.ts'
import { containersOf } from './containers-of.ts'
import { detailOf, replaces } from './detail.ts'
import type { ContainersDevice } from './device.ts'
import { repair } from './drift/repair.ts'
import type { ContainerState, Engine } from './engine/engine.ts'
import { dropNetworks } from './networks.ts'
import { type Before, beforeOf } from './scratch-notes.ts'
import { isUp } from './update.ts'
import { restore as restoreVolumes } from './volumes/backup.ts'

/**
 * Idempotent. An old container that is gone, or that the engine refuses to start, is made anew of what was written
 * down when it was brought. Rejects with ENGINE_FAILED, or ROLLBACK_FAILED where nothing was written down.
 */
export async function rollback(
  device: ContainersDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<undefined> {
  const { engine } = device
  const { activityId, scratch, signal } = context
  const detail = detailOf(action)
  const { id: component } = action.component
  const { previous } = detail
  const { old, fresh } = await containersOf(engine, component, { previous, activityId })
  if (replaces(detail)) {
    // First the new one goes: it has the name, and perhaps the ports.
    if (fresh) await engine.removeContainer(fresh.id)
    await dropNetworks(engine, detail.spec.network ?? [])
    await restoreVolumes(device, { component, volumes: detail.rules.backupVolume ?? [] }, context)
  }
  const before = beforeOf(scratch)
  if (before === undefined) return
  const problem = old ? await tryToRestore(engine, component, old, before) : undefined
  if (old && !problem) return
  if (!(await device.brought.read(component))) throw problem ?? gone(component)
  if (old) await engine.removeContainer(old.id)
  await repair(device, component, signal)
}

const gone = (component: string) =>
  new GodwitError('ROLLBACK_FAILED', `the old container of ${component} is gone`)

/** Answers why the engine refuses, where it does. */
async function tryToRestore(
  engine: Engine,
  component: string,
  old: ContainerState,
  before: Before,
): Promise<GodwitError | undefined> {
  try {
    await restore(engine, component, old, before)
    return undefined
  } catch (error) {
    if (error instanceof GodwitError && error.code === 'ENGINE_FAILED') return error
    throw error
  }
}

async function restore(
  engine: Engine,
  component: string,
  old: ContainerState,
  before: Before,
): Promise<void> {
  if (old.name !== component) await engine.renameContainer(old.id, component)
  if (before.running) await start(engine, old)
  else if (isUp(old)) await engine.stopContainer(old.id)
  await limit(engine, old, before.limits)
}
