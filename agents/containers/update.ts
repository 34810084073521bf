/** UPDATE: the new container is there, beside the old one, and does not run. */
import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { type Containers, containersOf, newName } from './containers-of.ts'
import { detailOf, type KeepDetail, replaces } from './detail.ts'
import type { ContainersDevice } from './device.ts'
import { createOptions } from './engine/create-options.ts'
import type { ContainerState, Engine } from './engine/engine.ts'
import { firstPolicy } from './engine/first-policy.ts'
import { hostLines } from './hosts.ts'
import { wantedDigest } from './images.ts'
import { labelsFor } from './labels.ts'
import { makeNetworks } from './networks.ts'
import { beforeOf, imageOf, noteBefore } from './scratch-notes.ts'
import type { ContainerSpec } from './spec/container-spec.ts'

/** Writes down what is there, then makes what will be. Idempotent. Rejects with ENGINE_FAILED or IMAGE_REFUSED. */
export async function update(
  { engine }: ContainersDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<void> {
  const detail = detailOf(action)
  const { activityId, scratch } = context
  const found = await containersOf(engine, action.component.id, { previous: detail.previous, activityId })
  const { old } = found
  if (old && beforeOf(scratch) === undefined) {
    const { limits, imageId, image, networks } = old
    const running = isUp(old)
    await noteBefore(scratch, { running, limits, imageId, image, networks: Object.keys(networks) })
  }
  if (replaces(detail)) await prepare(engine, action, detail, { context, found })
}

/** Whether it is supposed to run, even if it hangs in a restart just now. */
export const isUp = ({ status }: ContainerState) => ['running', 'paused', 'restarting'].includes(status)

/** The new container; made where it is not there, or not quite. */
export async function prepare(
  engine: Engine,
  action: PlannedAction,
  { spec, config }: KeepDetail,
  { context, found }: { context: StepContext; found: Containers },
): Promise<ContainerState> {
  const component = action.component.id
  for (const id of found.leftovers) await engine.removeContainer(id)
  const networks = spec.network ?? []
  let { fresh } = found
  if (!fresh) {
    await makeNetworks(engine, networks)
    const labels = labelsFor({ component, activityId: context.activityId, spec, config })
    const hosts = await hostLines(spec, engine)
    const name = newName(component)
    const image = await imageName(spec, imageOf(context.scratch), engine)
    const restartPolicy = await firstPolicy(engine, spec)
    const options = createOptions({ name, alias: component, image, spec, labels, hosts, restartPolicy })
    const id = await engine.createContainer(options)
    fresh = await engine.inspectContainer(id)
  }
  if (!fresh) throw new GodwitError('ENGINE_FAILED', 'the new container went away as soon as it was made')
  if (fresh.imageId !== imageOf(context.scratch)) {
    await engine.removeContainer(fresh.id)
    const message = `image ${spec.image} is not the one any more that was verified`
    throw new GodwitError('IMAGE_REFUSED', message, { retryable: true })
  }
  for (const network of networks.slice(1).filter((name) => !(name in (fresh?.networks ?? {})))) {
    await engine.connectNetwork(network, fresh.id, component)
  }
  return fresh
}

/** The name that people know; the id where the engine does not know an image by the digest that is asked for. */
async function imageName(spec: ContainerSpec, id: string | undefined, engine: Engine): Promise<string> {
  const isPinned = id !== undefined && wantedDigest(spec) !== undefined
  const isKnown = !isPinned || (await engine.inspectImage(spec.image))?.id === id
  return isKnown ? spec.image : id
}
