/** UPDATE: the new container is there, beside the old one, and does not run. */
import { pause } from '../../platform/pause.ts'
import { GodwitError } from '../../spec/index.ts'
import type { PlannedAction, StepContext } from '../sdk/agent.ts'
import { type Containers, containersOf, newName } from './containers-of.ts'
import { detailOf, type KeepDetail, replaces } from './detail.ts'
import type { ContainersDevice } from './device.ts'
import { createOptions } from './engine/create-options.ts'
import type { ContainerState, CreateOptions, Engine } from './engine/engine.ts'
import { firstPolicy } from './engine/first-policy.ts'
import { hostLines } from './hosts.ts'
import { wantedDigest } from './images.ts'
import { activityLabel, componentLabel, labelsFor } from './labels.ts'
import { makeNetworks } from './networks.ts'
import { beforeOf, imageOf, noteBefore } from './scratch-notes.ts'
import type { ActivationRules } from './spec/activation-rules.ts'
import type { ContainerSpec } from './spec/container-spec.ts'

/** How long the engine may take to make a container that a killed process has asked for. */
const makingMs = 5 * 60_000
const pollMs = 250

/** Writes down what is there, then makes what will be. Idempotent. Rejects with ENGINE_FAILED or IMAGE_REFUSED. */
export async function update(
  device: ContainersDevice,
  action: PlannedAction,
  context: StepContext,
): Promise<void> {
  const { engine } = device
  const detail = detailOf(action)
  const { activityId, scratch } = context
  const found = await containersOf(engine, action.component.id, { previous: detail.previous, activityId })
  const { old } = found
  if (old && beforeOf(scratch) === undefined) {
    const { limits, imageId, image, networks } = old
    const running = isUp(old)
    await noteBefore(scratch, { running, limits, imageId, image, networks: Object.keys(networks) })
  }
  if (replaces(detail)) await prepare(device, action, detail, { context, found })
}

/** Whether it is supposed to run, even if it hangs in a restart just now. */
export const isUp = ({ status }: ContainerState) => ['running', 'paused', 'restarting'].includes(status)

/** The new container; made where it is not there, or not quite. */
export async function prepare(
  device: ContainersDevice,
  action: PlannedAction,
  { spec, rules, config }: KeepDetail,
  { context, found }: { context: StepContext; found: Containers },
): Promise<ContainerState> {
  const { engine } = device
  const component = action.component.id
  for (const id of found.leftovers) await engine.removeContainer(id)
  const networks = spec.network ?? []
  const alias = await firstAlias(engine, component, rules)
  let { fresh } = found
  if (!fresh) {
    await makeNetworks(engine, networks)
    const labels = labelsFor({ component, activityId: context.activityId, spec, config })
    const hosts = await hostLines(spec, engine)
    const name = newName(component)
    const image = await imageName(spec, imageOf(context.scratch), engine)
    const restartPolicy = await firstPolicy(engine, spec)
    const options = createOptions({ name, alias, image, spec, labels, hosts, restartPolicy })
    fresh = await createOrTakeOver(device, action, options, context)
  }
  if (fresh.imageId !== imageOf(context.scratch)) {
    await engine.removeContainer(fresh.id)
    const message = `image ${spec.image} is not the one any more that was verified`
    throw new GodwitError('IMAGE_REFUSED', message, { retryable: true })
  }
  for (const network of networks.slice(1).filter((name) => !(name in (fresh?.networks ?? {})))) {
    await engine.connectNetwork(network, fresh.id, alias)
  }
  return fresh
}

/**
 * What the new container is known by in its networks from the beginning. In a hand-over that is its passing name, where the
 * engine heeds renaming: who asks for the component must not be led to a container that has yet to prove healthy.
 */
async function firstAlias(
  engine: Engine,
  component: string,
  { strategy }: ActivationRules,
): Promise<string | undefined> {
  if (strategy !== 'hand-over') return component
  return (await engine.info()).networksFollowNames ? undefined : component
}

/**
 * A process of the agent that was killed may have asked for the same container, which the engine does not list before it is
 * ready, while its name is taken already: that one is waited for.
 */
async function createOrTakeOver(
  { engine, clock }: ContainersDevice,
  action: PlannedAction,
  options: CreateOptions,
  { activityId, progress, signal }: StepContext,
): Promise<ContainerState> {
  for (const end = clock.steady() + makingMs; ; ) {
    const id = await engine.createContainer(options)
    const made = await engine.inspectContainer(id ?? options.name)
    if (made && (id !== undefined || isOf(made, action.component.id, activityId))) return made
    if (id !== undefined) {
      throw new GodwitError('ENGINE_FAILED', 'the new container went away as soon as it was made')
    }
    if (made || clock.steady() >= end) throw nameTaken(options.name)
    progress(0, `waits for the engine to make ${options.name}, which was asked for before`)
    await pause(clock, pollMs, signal)
  }
}

const isOf = ({ labels }: ContainerState, component: string, activityId: string) =>
  labels[componentLabel] === component && labels[activityLabel] === activityId

function nameTaken(name: string): GodwitError {
  const message = `another container has, or is getting, the name ${name}: remove it, or wait until it is there`
  return new GodwitError('ENGINE_FAILED', message, { retryable: true })
}

/** The name that people know; the id where the engine does not know an image by the digest that is asked for. */
async function imageName(spec: ContainerSpec, id: string | undefined, engine: Engine): Promise<string> {
  const isPinned = id !== undefined && wantedDigest(spec) !== undefined
  const isKnown = !isPinned || (await engine.inspectImage(spec.image))?.id === id
  return isKnown ? spec.image : id
}
