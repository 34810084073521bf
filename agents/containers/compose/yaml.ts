/** YAML as a tree: aliases and merge keys resolved, and what is written kept as it is written (`1.10` is no 1.1). */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml'
import { ComposeError, type ComposeMap, type ComposeNode, type Place } from './tree.ts'

/** Aliases of aliases can make a small file a tree of any size. */
const mostNodes = 100_000
const deepest = 100

interface Reading {
  document: Document
  lines: LineCounter
  /** What aliases stand for, since the document is searched for it. */
  aliases: Map<Alias, Node | undefined>
  count: number
}

/** Throws a ComposeError that repeats nothing of the text, which may hold secrets. */
export function readYaml(text: string): ComposeNode {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) {
    const { line } = lines.linePos(problem.pos[0])
    throw new ComposeError({ path: '', line }, `is not valid YAML: ${reasonOf(problem)}`)
  }
  const place = { path: '', line: 1 }
  return readNode(document.contents, place, { document, lines, aliases: new Map(), count: 0 }, 0)
}

function reasonOf({ code }: { code: string }): string {
  return code.toLowerCase().replaceAll('_', ' ')
}

function readNode(node: unknown, outer: Place, reading: Reading, depth: number): ComposeNode {
  reading.count += 1
  if (reading.count > mostNodes || depth > deepest) throw new ComposeError(outer, 'is too large or too deep')
  const place = { path: outer.path, line: lineOf(node as Node | null, outer, reading) }
  if (isAlias(node)) return readNode(resolved(node, reading), outer, reading, depth + 1)
  if (isMap(node)) return { ...place, kind: 'map', entries: readMap(node, place, reading, depth) }
  if (isSeq(node)) {
    const items = node.items.map((item, index) =>
      readNode(item, { ...place, path: `${place.path}[${index}]` }, reading, depth + 1),
    )
    return { ...place, kind: 'list', items }
  }
  if (!isScalar(node) || node.value === null) return { ...place, kind: 'empty' }
  const text = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
  return { ...place, kind: 'text', text }
}

function resolved(alias: Alias, { document, aliases }: Reading): Node | undefined {
  if (!aliases.has(alias)) aliases.set(alias, alias.resolve(document))
  return aliases.get(alias)
}

function lineOf(node: Node | null, outer: Place, { lines }: Reading): number {
  const start = node?.range?.[0]
  return start === undefined ? outer.line : lines.linePos(start).line
}

function readMap(node: Node, place: Place, reading: Reading, depth: number): ComposeMap {
  const entries: ComposeMap = new Map()
  const merged: ComposeMap = new Map()
  for (const { key, value } of isMap(node) ? node.items : []) {
    const name = isScalar(key) ? (key.source ?? String(key.value)) : undefined
    if (name === undefined) throw new ComposeError(place, 'has a key that is no text')
    const line = lineOf(key as Node, place, reading)
    const path = name === '<<' ? place.path : place.path ? `${place.path}.${name}` : name
    const inner = readNode(value, { path, line }, reading, depth + 1)
    if (name === '<<') merge(inner, merged)
    // It stands where its key does.
    else entries.set(name, { ...inner, line })
  }
  for (const [name, inner] of merged) if (!entries.has(name)) entries.set(name, inner)
  return entries
}

/** The first that has a key counts. */
function merge(node: ComposeNode, into: ComposeMap): void {
  if (node.kind === 'list') {
    for (const item of node.items) merge(item, into)
  } else if (node.kind === 'map') {
    for (const [name, inner] of node.entries) if (!into.has(name)) into.set(name, inner)
  } else throw new ComposeError(node, 'merges what is no map')
}
