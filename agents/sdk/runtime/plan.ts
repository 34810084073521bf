/** What an author's `identify` has answered, made sure of before anything is built on it. */
import { GodwitError } from '../../../spec/index.ts'
import type { PlannedAction } from '../agent.ts'

/**
 * The plan as it will be read again after a restart, so that both look the same to the author's code.
 * Throws INTERNAL where a component stands twice, or the plan cannot be written down.
 */
export function checkedPlan(plan: readonly PlannedAction[]): PlannedAction[] {
  const ids = plan.map(({ component }) => component.id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new GodwitError('INTERNAL', `the plan names component "${twice}" twice`)
  return throughJson([...plan])
}

/** A copy of a value as JSON keeps it. Throws a TypeError where JSON cannot. */
export function throughJson<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value))
}
