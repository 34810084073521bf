/**
 * An engine that is killed at a certain call, and started again at once: the call is carried out, and its answer is never
 * heard.
 */
import type { Engine } from '../../../agents/containers/engine/engine.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { DockerEngine } from '../../support/docker-engine.ts'

export interface KilledEngine {
  engine: Engine
  /** Its calls, by name. */
  calls: (keyof Engine)[]
  /** Resolves when it is there again, or at once where it was not killed. Answers whether it was. */
  back(): Promise<boolean>
}

/** The first call is 1. */
export function killedEngine(docker: DockerEngine, real: Engine, call: number): KilledEngine {
  const calls: (keyof Engine)[] = []
  let restarted: Promise<void> | undefined
  const killAndStart = async () => {
    await docker.kill()
    restarted = docker.start()
    // Who waits for it hears of a failure.
    restarted.catch(() => {})
  }
  const wrapped = (name: keyof Engine) => {
    const work = real[name] as (...args: unknown[]) => Promise<unknown>
    return async (...args: unknown[]) => {
      if (calls.push(name) !== call) return work(...args)
      await work(...args).catch(() => {})
      await killAndStart()
      throw new GodwitError('ENGINE_UNAVAILABLE', 'the container engine does not answer: it was killed')
    }
  }
  const names = Object.keys(real) as (keyof Engine)[]
  return {
    engine: Object.fromEntries(names.map((name) => [name, wrapped(name)])) as unknown as Engine,
    calls,
    async back() {
      await restarted
      return restarted !== undefined
    },
  }
}
