/** The author's durable record of one action: read from memory, written through the machine. */
import type { Scratch } from '../agent.ts'
import { throughJson } from './plan.ts'

export function createScratch(
  initial: Readonly<Record<string, unknown>>,
  write: (key: string, value: unknown) => Promise<void>,
): Scratch {
  const values = new Map(Object.entries(initial))
  return {
    get: (key) => values.get(key),
    async set(key, value) {
      const kept = throughJson(value)
      values.set(key, kept)
      await write(key, kept)
    },
  }
}
