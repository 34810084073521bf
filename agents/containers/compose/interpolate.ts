/**
 * Variables in values, as compose has them: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:?why}`, `${NAME:+instead}`,
 * each also without the colon, which is for empty values; `$$` is a dollar.
 */
import { at, type ComposeNode } from './tree.ts'

/** The value of a variable; `undefined` where it is not set. */
export type Lookup = (name: string) => string | undefined

export interface Variables {
  lookup: Lookup
  /** Told of each use of a variable that is not set. */
  onMissing(name: string, node: ComposeNode): void
}

/** All values of the tree; names are left as they are. Throws a ComposeError. */
export function interpolateTree(node: ComposeNode, variables: Variables): ComposeNode {
  if (node.kind === 'text') {
    const onMissing = (name: string) => variables.onMissing(name, node)
    return { ...node, text: at(node, () => interpolate(node.text, variables.lookup, onMissing)) }
  }
  if (node.kind === 'list')
    return { ...node, items: node.items.map((item) => interpolateTree(item, variables)) }
  if (node.kind === 'empty') return node
  const entries = [...node.entries].map(([name, value]) => [name, interpolateTree(value, variables)] as const)
  return { ...node, entries: new Map(entries) }
}

/** Throws a RangeError. A variable that is not set is empty. */
export function interpolate(text: string, lookup: Lookup, onMissing: (name: string) => void): string {
  return expand(text, 0, { lookup, onMissing, isInner: false })[0]
}

interface Expansion {
  lookup: Lookup
  onMissing(name: string): void
  /** Whether a closing brace ends it. */
  isInner: boolean
}

const simple = /\$([A-Za-z_][A-Za-z0-9_]*)/y
const braced = /\$\{([A-Za-z_][A-Za-z0-9_]*)(:?[-?+])?/y

/** The text from there on, to its end, or to the brace that ends it. */
function expand(text: string, from: number, expansion: Expansion): [value: string, end: number] {
  let value = ''
  let index = from
  while (index < text.length) {
    if (expansion.isInner && text[index] === '}') return [value, index]
    if (text[index] !== '$') value += text[index++]
    else if (text[index + 1] === '$') {
      value += '$'
      index += 2
    } else {
      const [part, end] = variableAt(text, index, expansion)
      value += part
      index = end
    }
  }
  return [value, index]
}

function variableAt(text: string, index: number, expansion: Expansion): [value: string, end: number] {
  const [plain, name = ''] = matchAt(simple, text, index)
  if (plain !== undefined) return [present(name, expansion), index + plain.length]
  const [opening, variable = '', operator = ''] = matchAt(braced, text, index)
  if (opening === undefined) {
    throw new RangeError('has a "$" that is no variable; a dollar is written "$$"')
  }
  // What is not used is read, too, but nobody misses its variables.
  const word = (used: boolean) =>
    expand(text, index + opening.length, {
      ...{ lookup: used ? expansion.lookup : () => '', onMissing: expansion.onMissing, isInner: true },
    })
  const value = expansion.lookup(variable)
  const isSet = value !== undefined && !(operator.startsWith(':') && value === '')
  const kind = operator.at(-1)
  const [alternative, end] = word(kind === '+' ? isSet : !isSet)
  if (text[end] !== '}') throw new RangeError(`has no "}" for "\${${variable}"`)
  if (operator === '' && alternative !== '') {
    throw new RangeError(`has a variable that is not understood: "\${${variable}"`)
  }
  if (kind === '?' && !isSet) throw new RangeError(`needs the variable ${variable}: ${alternative}`)
  if (kind === '+') return [isSet ? alternative : '', end + 1]
  if (kind === '-') return [isSet ? (value ?? '') : alternative, end + 1]
  return [present(variable, expansion), end + 1]
}

function matchAt(pattern: RegExp, text: string, index: number): (string | undefined)[] {
  pattern.lastIndex = index
  return pattern.exec(text) ?? []
}

function present(name: string, { lookup, onMissing }: Expansion): string {
  const value = lookup(name)
  if (value === undefined) onMissing(name)
  return value ?? ''
}
