/** A compose file as a tree of texts, lists and maps, each of which knows where it stands. */

export interface Place {
  /** `services.shop.ports[0]` */
  path: string
  line: number
}

export type ComposeNode = Place &
  (
    | { kind: 'empty' }
    | { kind: 'text'; text: string }
    | { kind: 'list'; items: ComposeNode[] }
    | { kind: 'map'; entries: ComposeMap }
  )

export type ComposeMap = Map<string, ComposeNode>

/** What stands there makes no sense. */
export class ComposeError extends Error {
  override readonly name = 'ComposeError'
  readonly place: Place

  constructor(place: Place, problem: string) {
    super(problem)
    this.place = { path: place.path, line: place.line }
  }
}

/** What `read` makes of it; its RangeError gets the place. */
export function at<T>(place: Place, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof RangeError ? new ComposeError(place, error.message) : error
  }
}

/** Whether it says nothing. */
export function isBlank(node: ComposeNode): boolean {
  if (node.kind === 'list') return node.items.length === 0
  if (node.kind === 'map') return node.entries.size === 0
  return node.kind === 'empty'
}

export function textOf(node: ComposeNode): string {
  if (node.kind === 'text') return node.text
  throw new ComposeError(node, 'must be a text or a number')
}

const flags: Record<string, boolean> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
}

export function flagOf(node: ComposeNode): boolean {
  const flag = flags[textOf(node).toLowerCase()]
  if (flag === undefined) throw new ComposeError(node, 'must be true or false')
  return flag
}

/** The items of a list; a text alone is a list of one. */
export function itemsOf(node: ComposeNode): ComposeNode[] {
  if (node.kind === 'list') return node.items
  if (node.kind === 'text') return [node]
  if (node.kind === 'empty') return []
  throw new ComposeError(node, 'must be a list')
}

export function entriesOf(node: ComposeNode | undefined): ComposeMap {
  if (!node || node.kind === 'empty') return new Map()
  if (node.kind === 'map') return node.entries
  throw new ComposeError(node, 'must be a map')
}

/** What is there at the end of the path, unless it is blank. */
export function dig(map: ComposeMap, ...path: string[]): ComposeNode | undefined {
  const [key = '', ...rest] = path
  const node = map.get(key)
  if (!node || isBlank(node)) return undefined
  return rest.length === 0 ? node : dig(entriesOf(node), ...rest)
}

export interface Pair {
  name: string
  /** Absent where there is only a name. */
  value?: string
  place: Place
}

/** `name: value` of a map, or `name=value` of a list. */
export function pairsOf(node: ComposeNode, separator = /=/): Pair[] {
  if (node.kind === 'map') {
    return [...node.entries].map(([name, value]) => ({
      ...{ name, place: value },
      ...(value.kind !== 'empty' && { value: textOf(value) }),
    }))
  }
  return itemsOf(node).map((item) => {
    const text = textOf(item)
    const end = text.search(separator)
    return end < 0
      ? { name: text, place: item }
      : { name: text.slice(0, end), value: text.slice(end + 1), place: item }
  })
}
