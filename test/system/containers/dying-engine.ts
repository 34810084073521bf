/** An agent that dies after a certain call to the engine: the call is carried out, and its answer is never heard. */
import type { Engine } from '../../../agents/containers/engine/engine.ts'

export interface DyingEngine {
  engine: Engine
  /** Resolves when the agent has died. */
  died: Promise<void>
  /** How many calls there were. */
  calls(): number
}

/** Dies after as many calls as `life` says. */
export function dyingEngine(real: Engine, life: number): DyingEngine {
  const { promise: died, resolve: die } = Promise.withResolvers<void>()
  const forEver = new Promise<never>(() => {})
  let calls = 0
  const mortal = (name: keyof Engine) => {
    const call = real[name] as (...args: unknown[]) => Promise<unknown>
    return async (...args: unknown[]) => {
      calls += 1
      if (calls > life) return forEver
      if (calls < life) return call(...args)
      await call(...args).catch(() => {})
      die()
      return forEver
    }
  }
  const names = Object.keys(real) as (keyof Engine)[]
  const engine = Object.fromEntries(names.map((name) => [name, mortal(name)])) as unknown as Engine
  return { engine, died, calls: () => calls }
}
