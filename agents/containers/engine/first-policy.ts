import type { ContainerSpec } from '../spec/container-spec.ts'
import type { Engine } from './engine.ts'
import { limitsOf } from './limits.ts'
import type { RestartPolicy } from './restart-policy.ts'

/** The restart policy that a new container needs from the beginning, since its engine cannot change it; or none. */
export async function firstPolicy(engine: Engine, spec: ContainerSpec): Promise<RestartPolicy | undefined> {
  const { changesLimits } = await engine.info()
  return changesLimits ? undefined : limitsOf(spec).restartPolicy
}
