/**
 * ACTIVATE: the new container takes the place of the old one, and is found healthy.
 *
 * Invariants:
 * - Nothing but Godwit starts the old container once the switch has begun, and nothing but Godwit starts the new one
 *   before it was found healthy: no power cut brings back both.
 * - The old container is stopped and renamed, never removed.
 */
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { containersOf, oldName } from './containers-of.ts'
import { type ContainerDetail, detailOf, type KeepDetail, replaces } from './detail.ts'
import type { ContainersDevice } from './device.ts'
import type { ContainerLimits, ContainerState, Engine } from './engine/engine.ts'
import { differingLimits, limitsOf } from './engine/limits.ts'
import { noRestart } from './engine/restart-policy.ts'
import { gateFor, passGate } from './health-gate.ts'
import { isUp, prepare } from './update.ts'
import { backUp, reserveBackups } from './volumes/backup.ts'

/** Idempotent. Rejects with UNHEALTHY or ENGINE_FAILED. */
export async function activate(
  device: ContainersDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<undefined> {
  const detail = detailOf(action)
  if (replaces(detail)) return replace(device, action, detail, context)
  const old = await oldContainer(device.engine, action, detail, context)
  if (detail.kind === 'destroy') await retire(device.engine, action.component.id, old)
  else await keep(device, detail, old, context)
}

async function oldContainer(
  engine: Engine,
  { component }: PlannedAction,
  { previous }: ContainerDetail,
  { activityId }: StepContext,
): Promise<ContainerState | undefined> {
  return (await containersOf(engine, component.id, { previous, activityId })).old
}

async function replace(
  device: ContainersDevice,
  action: PlannedAction,
  detail: KeepDetail,
  context: StepContext,
): Promise<undefined> {
  const { engine } = device
  const { id: component } = action.component
  const place = { previous: detail.previous, activityId: context.activityId }
  const found = await containersOf(engine, component, place)
  const fresh = await prepare(engine, action, detail, { context, found })
  const gate = gateFor(device, detail, fresh.id)
  const handsOver = detail.rules.strategy === 'hand-over'
  const backup = { component, volumes: detail.rules.backupVolume ?? [] }
  await reserveBackups(device, backup, context)
  if (handsOver) {
    await start(engine, fresh)
    await passGate(device, gate, context)
  }
  await retire(engine, component, found.old)
  if (fresh.name !== component) await engine.renameContainer(fresh.id, component)
  await backUp(device, backup, context)
  if (!handsOver) {
    await start(engine, fresh)
    await passGate(device, gate, context)
  }
  await limit(engine, fresh, limitsOf(detail.spec))
}

/** Takes it out of service, so that it can be put back. */
async function retire(engine: Engine, component: string, old: ContainerState | undefined): Promise<void> {
  if (!old) return
  await limit(engine, old, { ...old.limits, restartPolicy: noRestart })
  if (isUp(old)) await engine.stopContainer(old.id)
  if (old.name !== oldName(component)) await engine.renameContainer(old.id, oldName(component))
}

/** The same container, with other limits perhaps. */
async function keep(
  device: ContainersDevice,
  detail: KeepDetail,
  old: ContainerState | undefined,
  context: StepContext,
): Promise<void> {
  const { engine } = device
  const gate = gateFor(device, detail, detail.previous ?? '')
  // A container that is gone is told of by the gate.
  if (!old) return passGate(device, gate, context)
  if (detail.kind === 'update') await limit(engine, old, limitsOf(detail.spec))
  if (old.status === 'exited' && old.exitCode === 0 && gate.mayEnd) return
  // What runs already, and has no health check to say more, has settled long ago.
  const settleTimeMs = old.status === 'running' ? 0 : gate.settleTimeMs
  await start(engine, old)
  await passGate(device, { ...gate, settleTimeMs }, context)
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
