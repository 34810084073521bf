/** An engine that is killed at a certain call, and started again at once. */
import type { Engine } from '../../../agents/containers/engine/engine.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { DockerEngine } from '../../support/docker-engine.ts'

interface Kill {
  /** At which call, the first is 1. */
  call: number
  /** When the call was carried out, of which nobody hears; or while it is. */
  moment: 'answered' | 'underway'
}

export interface KilledEngine {
  engine: Engine
  /** Its calls, by name. */
  calls: (keyof Engine)[]
  /** Resolves when it is there again, or at once where it was not killed. Answers whether it was. */
  back(): Promise<boolean>
}

/** `durations` is how long calls of that name take, in ms; it is learned from each call that is let be. */
export function killedEngine(
  docker: DockerEngine,
  real: Engine,
  { call, moment }: Kill,
  durations: Map<keyof Engine, number>,
): KilledEngine {
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
      const begin = performance.now()
      if (calls.push(name) !== call) {
        const answer = await work(...args)
        durations.set(name, performance.now() - begin)
        return answer
      }
      const answer = work(...args)
      // It is the case's business that it fails.
      answer.catch(() => {})
      if (moment === 'underway') await after((durations.get(name) ?? 0) / 2)
      else await answer.catch(() => {})
      await killAndStart()
      if (moment === 'underway') return answer
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

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
