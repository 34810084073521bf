/**
 * Makes of a component's container again what was brought, without a network.
 *
 * Invariant: each repair begins with a look at what there is. So one that was ended between any two calls to the engine
 * is gone on from by the next, and a new container has no restart policy before it was started.
 *
 * There is no health gate, on purpose. A gate decides between new and old, and here is no other: what it finds unhealthy
 * would stay all the same. While it decides, it has to withhold the restart policy, and a container that fails once, as one
 * may whose database is not up yet, would be down. What does not hold becomes drift again, and waits longer each time.
 */
import { GodwitError } from '../../../spec/index.ts'
import { limit, start } from '../activate.ts'
import type { BroughtContainer } from '../brought.ts'
import type { ContainersDevice } from '../device.ts'
import { createOptions } from '../engine/create-options.ts'
import type { ContainerState, Engine } from '../engine/engine.ts'
import { firstPolicy } from '../engine/first-policy.ts'
import { limitsOf } from '../engine/limits.ts'
import { hostLines } from '../hosts.ts'
import { inspectAll } from '../inventory.ts'
import { labelsFor } from '../labels.ts'
import { makeNetworks } from '../networks.ts'
import { compare, isStopped, missingNetworks } from './compare.ts'

/**
 * Idempotent. Rejects with NOT_OWNED where somebody else's container is in the way, IMAGE_MISSING where the image is
 * gone, ENGINE_FAILED, or ENGINE_UNAVAILABLE; as soon as `signal` aborts, with its reason.
 */
export async function repair(
  { engine, brought }: Pick<ContainersDevice, 'engine' | 'brought'>,
  component: string,
  signal: AbortSignal,
): Promise<void> {
  const record = await brought.read(component)
  const difference = record && compare(record, await inspectAll(engine))
  if (!record || !difference) return
  if (difference.isTaken) throw new GodwitError('NOT_OWNED', `container ${component} is somebody else's`)
  const { spec } = record
  signal.throwIfAborted()
  await makeNetworks(engine, spec.network ?? [])
  signal.throwIfAborted()
  const container = difference.container ?? (await create(engine, record, signal))
  const steps = [
    async () => container.name === component || (await engine.renameContainer(container.id, component)),
    ...missingNetworks(spec, container).map(
      (network) => () => engine.connectNetwork(network, container.id, component),
    ),
    async () =>
      (container.status === 'paused' || isStopped(spec, container)) && (await start(engine, container)),
    () => limit(engine, container, limitsOf(spec)),
  ]
  for (const step of steps) {
    signal.throwIfAborted()
    await step()
  }
  const left = compare(record, await inspectAll(engine))
  if (left) throw new GodwitError('ENGINE_FAILED', `container ${component} is still ${left.text}`)
}

async function create(
  engine: Engine,
  { component, activityId, spec, config, imageId }: BroughtContainer,
  signal: AbortSignal,
): Promise<ContainerState> {
  if (!(await engine.inspectImage(imageId))) {
    throw new GodwitError('IMAGE_MISSING', `image ${spec.image} is not there any more`)
  }
  // The name may be another image's by now.
  const isNamed = (await engine.inspectImage(spec.image))?.id === imageId
  const labels = labelsFor({ component, activityId, spec, config })
  const hosts = await hostLines(spec, engine)
  const image = isNamed ? spec.image : imageId
  const restartPolicy = await firstPolicy(engine, spec)
  signal.throwIfAborted()
  const id = await engine.createContainer(
    createOptions({ name: component, alias: component, image, spec, labels, hosts, restartPolicy }),
  )
  if (id === undefined)
    throw new GodwitError('ENGINE_FAILED', `another container is getting the name ${component}`)
  const state = await engine.inspectContainer(id)
  if (state) return state
  throw new GodwitError('ENGINE_FAILED', 'the new container went away as soon as it was made')
}
