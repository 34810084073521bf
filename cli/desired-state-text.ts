import type { DesiredState } from '../spec/index.ts'

/** JSON for people: one line for each entry of a configuration. */
export function desiredStateText(desired: DesiredState): string {
  const text = JSON.stringify(desired, null, 2)
  return text.replaceAll(/\{\s+("key": .+),\s+("value": .+)\s+\}/g, '{ $1, $2 }')
}
