/** What components of one desired state have to do with each other. */
import type { BroughtContainer } from './brought.ts'
import { type Component, ofComponent } from './component.ts'
import { invalid } from './spec/entries.ts'
import { clash, type PortMapping } from './spec/ports.ts'

/** Fails before anything changes, rather than when the second of two is started. Throws INVALID_COMPONENT. */
export function assertFitTogether(components: Component[]): void {
  assertDistinct(components)
  assertPorts(components)
}

function assertDistinct(components: Component[]): void {
  const twice = components.find(({ id }, index) => components.findIndex((one) => one.id === id) < index)
  if (twice) throw ofComponent(invalid('is listed more than once'), twice.id)
}

function assertPorts(components: Component[]): void {
  const taken: { id: string; port: PortMapping }[] = []
  for (const { id, spec } of components) {
    for (const port of spec.port ?? []) {
      const holder = taken.find((one) => clash(one.port, port))
      const how = holder?.id === id ? 'twice' : `by component "${holder?.id}", too`
      if (holder) throw ofComponent(invalid(`"port" ${port.hostPort} is asked for ${how}`), id)
      taken.push({ id, port })
    }
  }
}

/** By id of a component, those whose containers hold a port now that it takes: they have to leave it before. */
export function holdersOfPorts(components: Component[], brought: BroughtContainer[]): Map<string, string[]> {
  const held = brought.flatMap(({ component, spec }) =>
    (spec.port ?? []).map((port) => ({ holder: component, port })),
  )
  const holders = components.map(({ id, spec }): [string, string[]] => {
    const others = held.filter(({ holder }) => holder !== id)
    const inTheWay = others.filter(({ port }) => spec.port?.some((wanted) => clash(wanted, port)))
    return [id, inTheWay.map(({ holder }) => holder)]
  })
  return new Map(holders)
}
