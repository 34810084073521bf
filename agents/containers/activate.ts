/**
 * ACTIVATE, its first half: the new container runs, in the place of the old one unless it is to prove healthy before.
 *
 * Invariants:
 * - Nothing but Godwit starts the old container once the switch has begun, and nothing but Godwit starts the new one
 *   before it was found healthy: no power cut brings back both.
 * - The old container is stopped and renamed, never removed.
 */
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { type Containers, containersOf, oldName } from './containers-of.ts'
import { type ContainerDetail, detailOf, type KeepDetail, replaces } from './detail.ts'
import type { ContainersDevice } from './device.ts'
import type { ContainerLimits, ContainerState, Engine } from './engine/engine.ts'
import { differingLimits, limitsOf } from './engine/limits.ts'
import { noRestart } from './engine/restart-policy.ts'
import { gateFor } from './health-gate.ts'
import { isUp, prepare } from './update.ts'
import { backUp, reserveBackups } from './volumes/backup.ts'

/** Idempotent. Rejects with ENGINE_FAILED, or where a volume cannot be backed up. */
export async function activate(
  device: ContainersDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<undefined> {
  const detail = detailOf(action)
  const found = await containersAt(device, action, context)
  if (replaces(detail)) await replace(device, action, detail, { found, context })
  else if (detail.kind === 'destroy') {
    const { old } = found
    await takePlace(device.engine, action.component.id, { ...(old && { old }) })
  } else await keep(device, action, detail, { found, context })
}

export function containersAt(
  { engine }: ContainersDevice,
  action: PlannedAction,
  { activityId }: StepContext,
): Promise<Containers> {
  const { previous }: ContainerDetail = detailOf(action)
  return containersOf(engine, action.component.id, { previous, activityId })
}

async function replace(
  device: ContainersDevice,
  action: PlannedAction,
  detail: KeepDetail,
  { found, context }: { found: Containers; context: StepContext },
): Promise<void> {
  const { engine } = device
  const { id: component } = action.component
  const fresh = await prepare(device, action, detail, { context, found })
  if (detail.rules.strategy !== 'hand-over') {
    const backup = { component, volumes: detail.rules.backupVolume ?? [] }
    await reserveBackups(device, backup, context)
    await takePlace(engine, component, { ...found, fresh })
    await backUp(device, backup, context)
  }
  await startOnTrial(device, fresh, false, context)
}

/**
 * Takes the old container out of service, so that it can be put back, and gives its name to the new one, where there is
 * one. The stop comes last: what is done before it costs no downtime.
 */
export async function takePlace(
  engine: Engine,
  component: string,
  { old, fresh }: Pick<Containers, 'old' | 'fresh'>,
): Promise<void> {
  if (old) {
    await limit(engine, old, { ...old.limits, restartPolicy: noRestart })
    if (old.name !== oldName(component)) await engine.renameContainer(old.id, oldName(component))
  }
  if (fresh && fresh.name !== component) await engine.renameContainer(fresh.id, component)
  if (old && isUp(old)) await engine.stopContainer(old.id)
}

/** The same container, with other limits perhaps, under its name. */
async function keep(
  device: ContainersDevice,
  { component: { id: component } }: PlannedAction,
  detail: KeepDetail,
  { found: { old }, context }: { found: Containers; context: StepContext },
): Promise<void> {
  // A container that is gone is told of by the gate.
  if (!old) return
  if (old.name !== component) await device.engine.renameContainer(old.id, component)
  if (detail.kind === 'update') await limit(device.engine, old, limitsOf(detail.spec))
  const { mayEnd } = gateFor(device, detail, old.id)
  if (old.status === 'exited' && old.exitCode === 0 && mayEnd) return
  // What runs already, and has no health check to say more, has settled long ago; unless an earlier attempt has started it.
  await startOnTrial(device, old, old.status === 'running' && context.attempt === 1, context)
}

async function startOnTrial(
  { engine, trials }: ContainersDevice,
  container: ContainerState,
  hasSettled: boolean,
  { activityId }: StepContext,
): Promise<void> {
  const { id, status, restartCount: restarts } = container
  await start(engine, container)
  trials.begin(activityId, id, { isStarted: status !== 'running', restarts, hasSettled })
}

export async function start(engine: Engine, { id, status }: ContainerState): Promise<void> {
  if (status === 'paused') await engine.unpauseContainer(id)
  else if (status !== 'running') await engine.startContainer(id)
}

/** Changes what is not so yet, where the engine can. */
export async function limit(
  engine: Engine,
  container: ContainerState,
  limits: ContainerLimits,
): Promise<void> {
  if (differingLimits(limits, container.limits, true).length === 0) return
  if ((await engine.info()).changesLimits) await engine.updateContainer(container.id, limits)
}
