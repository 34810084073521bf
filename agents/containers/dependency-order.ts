import type { Component } from './component.ts'
import { invalid } from './spec/entries.ts'

/**
 * What is depended on comes first; then, where that leaves a choice, what `earlier` names for a component; else the order
 * stays. Throws INVALID_COMPONENT where a component depends on one that is not listed, or on itself by whatever way round.
 */
export function inDependencyOrder(
  components: Component[],
  earlier: ReadonlyMap<string, string[]> = new Map(),
): Component[] {
  const byId = new Map(components.map((component) => [component.id, component]))
  const ordered = new Set<Component>()
  const needsOf = ({ rules }: Component, found = new Set<string>()): Set<string> => {
    for (const id of (rules.dependsOn ?? []).filter((below) => !found.has(below))) {
      found.add(id)
      const other = byId.get(id)
      if (other) needsOf(other, found)
    }
    return found
  }
  const visit = (component: Component, path: string[]) => {
    if (ordered.has(component)) return
    const way = [...path, component.id]
    if (path.includes(component.id)) throw invalid(`"dependsOn" goes round: ${way.join(' → ')}`)
    for (const id of component.rules.dependsOn ?? []) {
      const other = byId.get(id)
      if (!other) throw invalid(`component "${component.id}": "dependsOn" value "${id}": is no component`)
      visit(other, way)
    }
    for (const id of earlier.get(component.id) ?? []) {
      const other = byId.get(id)
      if (!other) continue
      const needed = needsOf(other).add(id)
      if (!way.some((above) => needed.has(above))) visit(other, way)
    }
    ordered.add(component)
  }
  for (const component of components) visit(component, [])
  return [...ordered]
}

/** While one hands over, its old and its new container both take memory. */
const handOversAtOnce = 4

/**
 * By id, when each component's turn comes: after all that it depends on, and together with all others that can be at the
 * same time. Takes what `inDependencyOrder` has answered.
 */
export function ranksOf(ordered: Component[]): Map<string, number> {
  const depths = new Map<string, number>()
  for (const { id, rules } of ordered) {
    const below = (rules.dependsOn ?? []).map((other) => depths.get(other) ?? 0)
    depths.set(id, below.length === 0 ? 0 : Math.max(...below) + 1)
  }
  const ranks = new Map<string, number>()
  let first = 0
  for (let depth = 0; ranks.size < ordered.length; depth += 1) {
    const level = ordered.filter(({ id }) => depths.get(id) === depth)
    const handingOver = level.filter(({ rules }) => rules.strategy === 'hand-over')
    for (const one of level) {
      const place = handingOver.indexOf(one)
      ranks.set(one.id, first + (place < 0 ? 0 : Math.floor(place / handOversAtOnce)))
    }
    first += Math.max(1, Math.ceil(handingOver.length / handOversAtOnce))
  }
  return ranks
}
