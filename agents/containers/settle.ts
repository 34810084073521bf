/**
 * ACTIVATE, its second half: the new container is found healthy, and from then on the engine restarts it. It runs since
 * `activate`, as do all others of its rank, so that all prove healthy in the time that the slowest takes.
 */
import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { activate, containersAt, limit, takePlace } from './activate.ts'
import { detailOf, type KeepDetail, replaces } from './detail.ts'
import type { ContainersDevice } from './device.ts'
import { limitsOf } from './engine/limits.ts'
import { assertUp, gateFor, passGate } from './health-gate.ts'

/** Idempotent. Rejects with UNHEALTHY or ENGINE_FAILED. */
export async function settle(
  device: ContainersDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<void> {
  const detail = detailOf(action)
  if (detail.kind === 'destroy') return
  const { fresh, old } = await containersAt(device, action, context)
  const { id = '' } = (replaces(detail) ? fresh : old) ?? {}
  if (!device.trials.isKnown(context.activityId, id)) {
    // It may have ended with the engine, or have been begun by a process that was killed.
    await activate(device, action, { ...context, attempt: context.attempt + 1 })
  }
  if (replaces(detail)) await settleNew(device, action, detail, context)
  else await passGate(device, gateFor(device, detail, id), context)
}

async function settleNew(
  device: ContainersDevice,
  action: PlannedAction,
  detail: KeepDetail,
  context: StepContext,
): Promise<void> {
  const { engine } = device
  const { old, fresh } = await containersAt(device, action, context)
  if (!fresh) throw new GodwitError('UNHEALTHY', 'the new container is gone')
  const gate = gateFor(device, detail, fresh.id)
  await passGate(device, gate, context)
  await takePlace(engine, action.component.id, { ...(old && { old }), fresh })
  await limit(engine, fresh, limitsOf(detail.spec))
  await assertUp(device, gate)
}
