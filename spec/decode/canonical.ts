/**
 * Brings what peers write into the form that the schemas describe: keys match in any case (as Go's decoder does it),
 * a null is as good as nothing, and what no schema knows is dropped.
 *
 * Invariants:
 * - The result is as deep as the shape, however deep the input is: nothing after this can overflow the stack.
 * - Only names of the shape become keys: `__proto__` in a message is one more unknown key.
 */
import type { Shape } from './shape.ts'

export function canonical(shape: Shape, value: unknown): unknown {
  if (shape === null || typeof value !== 'object' || value === null) return value
  if (isList(shape)) {
    return Array.isArray(value) ? value.filter(isPresent).map((entry) => canonical(shape[0], entry)) : value
  }
  if (Array.isArray(value)) return value
  const read = reader(value)
  const entries = Object.entries(shape).map(([key, inner]) => [key, canonical(inner, read(key))] as const)
  return Object.fromEntries(entries.filter(([, entry]) => isPresent(entry)))
}

/** A path into the canonical form, as it is in the original, where list entries may have been dropped. */
export function originalPath(original: unknown, path: readonly string[]): string[] {
  const [step, ...rest] = path
  if (step === undefined) return []
  if (Array.isArray(original)) {
    const indexes = [...original.keys()].filter((index) => isPresent(original[index]))
    const index = indexes[Number(step)] ?? Number(step)
    return [String(index), ...originalPath(original[index], rest)]
  }
  const inner = typeof original === 'object' && original !== null ? reader(original)(step) : undefined
  return [step, ...originalPath(inner, rest)]
}

/** Reads properties in any case; the exact name wins, then the last one written. */
function reader(object: object): (key: string) => unknown {
  const exact = new Map(Object.entries(object))
  const folded = new Map(Object.entries(object).map(([key, entry]) => [key.toLowerCase(), entry]))
  return (key) => (exact.has(key) ? exact.get(key) : folded.get(key.toLowerCase()))
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape)
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null
}
