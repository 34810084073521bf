import { readFile } from 'node:fs/promises'
import { baselineProblem } from '../manager/campaign/split.ts'
import { type DesiredState, decode, encode } from '../spec/index.ts'
import { messageOf, unreadable, usageError } from './errors.ts'
import type { Terminal } from './terminal/terminal.ts'

/** A desired state, as a person has written it down. */
export interface DesiredStateDocument {
  /** From the envelope, where the file is one. */
  activityId?: string
  desiredState: DesiredState
  /** JSON paths of what stands in the file and means nothing to Godwit. */
  ignored: string[]
}

/**
 * Reads a desired state: a bare payload, or a whole message with envelope; `-` is standard input.
 * Throws a usage error that names the file and the JSON path where something is wrong.
 */
export async function readDocument(file: string, terminal: Terminal): Promise<DesiredStateDocument> {
  const name = file === '-' ? 'standard input' : file
  const text = await (file === '-' ? terminal.read() : readFile(file, 'utf8')).catch((error: unknown) => {
    throw unreadable(name, error)
  })
  return checkDocument(name, parse(name, text))
}

/** Names what the device will ignore: it may be a misspelt name. */
export function noteIgnored(file: string, { ignored }: DesiredStateDocument, terminal: Terminal): void {
  for (const path of ignored) terminal.note(`godwit: ${file}: ${path}: unknown, and ignored on the device`)
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // What the parser quotes may hold a secret: only the place is told.
    const place = /\(?line \d+ column \d+\)?/.exec(messageOf(error))?.[0] ?? ''
    const what = text.trim() === '' ? 'is empty' : 'is not valid JSON'
    throw usageError(`${name}: ${what} ${place}`)
  }
}

function checkDocument(name: string, value: unknown): DesiredStateDocument {
  const hasEnvelope = typeof value === 'object' && value !== null && 'payload' in value
  const decoded = decode(
    'desiredState',
    Buffer.from(hasEnvelope ? JSON.stringify(value) : encode('', 0, value)),
  )
  const place = (path: string) => (hasEnvelope ? path : path.replace(/^payload\.?/, '') || 'the document')
  if (!decoded.ok) throw usageError(`${name}: ${place(decoded.path)}: ${decoded.problem}`)
  const { activityId, payload: desiredState } = decoded.message
  if (!desiredState.domains?.length) throw usageError(`${name}: ${place('payload.domains')}: names no domain`)
  const problem = baselineProblem(desiredState)
  if (problem) throw usageError(`${name}: ${place(problem)}`)
  const original = hasEnvelope ? value.payload : value
  const ignored = ignoredPaths(original, desiredState, hasEnvelope ? 'payload' : '')
  return { desiredState, ignored, ...(activityId && { activityId }) }
}

/** Paths that are in `original`, and that decoding left out. */
function ignoredPaths(original: unknown, decoded: unknown, path: string): string[] {
  if (Array.isArray(original) && Array.isArray(decoded)) {
    return original.flatMap((item, index) => ignoredPaths(item, decoded[index], `${path}[${index}]`))
  }
  if (!isObject(original) || !isObject(decoded)) return []
  const known = new Map(Object.entries(decoded).map(([key, value]) => [key.toLowerCase(), value]))
  return Object.entries(original).flatMap(([key, value]) => {
    const inner = path ? `${path}.${key}` : key
    if (value === null) return []
    return known.has(key.toLowerCase()) ? ignoredPaths(value, known.get(key.toLowerCase()), inner) : [inner]
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
