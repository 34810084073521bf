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
 * Idempotent. An old container that is gone, or that the engine cannot start any more, is made anew of what was written
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
  if (old && (await restore(engine, component, old, before))) return
  if (!(await device.brought.read(component))) throw lost(component, old)
  if (old) await engine.removeContainer(old.id)
  await repair(device, component, signal)
}

function lost(component: string, old: ContainerState | undefined): GodwitError {
  const why = old ? 'cannot be started any more, since the engine was killed while it started it' : 'is gone'
  return new GodwitError('ROLLBACK_FAILED', `the old container of ${component} ${why}`)
}

/** Answers whether the engine can start it. */
async function restore(
  engine: Engine,
  component: string,
  old: ContainerState,
  before: Before,
): Promise<boolean> {
  if (old.name !== component) await engine.renameContainer(old.id, component)
  if (before.running && !(await start(engine, old))) return false
  if (!before.running && isUp(old)) await engine.stopContainer(old.id)
  await limit(engine, old, before.limits)
  return true
}
