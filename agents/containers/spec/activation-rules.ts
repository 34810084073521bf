/** How a component comes to its new container: the keys that say nothing of the container itself. */
import type { KeyValue } from '../../../spec/index.ts'
import { many, one, valuesOf } from './entries.ts'
import { duration, filled, flag, namePattern, word } from './values.ts'

const keys = {
  strategy: one(word('stop-then-start', 'hand-over')),
  settleTime: one(duration),
  startTimeout: one(duration),
  dependsOn: many(filled),
  pull: one(word('godwit', 'engine', 'never')),
  adopt: one(flag),
  backupVolume: many(volumeName),
}

type Keys = typeof keys
export type ActivationRules = { [Key in keyof Keys]?: NonNullable<ReturnType<Keys[Key]>> }

/** Throws INVALID_COMPONENT, in words that go after `component "x": `. */
export function activationRules(config: KeyValue[]): ActivationRules {
  const read = Object.entries(keys).map(([key, parse]) => [key, parse(valuesOf(config, key), key)])
  return Object.fromEntries(read.filter(([, value]) => value !== undefined))
}

export const ruleKeys = Object.keys(keys)

export const isRuleKey = (key: string): boolean => key in keys

function volumeName(value: string): string {
  if (namePattern.test(value)) return value
  throw new RangeError('is not the name of a volume')
}
