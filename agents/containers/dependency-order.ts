import type { Component } from './component.ts'
import { invalid } from './spec/entries.ts'

/**
 * What is depended on comes first; else the order stays. Throws INVALID_COMPONENT where a component depends on one that
 * is not listed, or on itself by whatever way round.
 */
export function inDependencyOrder(components: Component[]): Component[] {
  const byId = new Map(components.map((component) => [component.id, component]))
  const ordered = new Set<Component>()
  const visit = (component: Component, path: string[]) => {
    if (ordered.has(component)) return
    const way = [...path, component.id]
    if (path.includes(component.id)) throw invalid(`"dependsOn" goes round: ${way.join(' → ')}`)
    for (const id of component.rules.dependsOn ?? []) {
      const other = byId.get(id)
      if (!other) throw invalid(`component "${component.id}": "dependsOn" value "${id}": is no component`)
      visit(other, way)
    }
    ordered.add(component)
  }
  for (const component of components) visit(component, [])
  return [...ordered]
}
