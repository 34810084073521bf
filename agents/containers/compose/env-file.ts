/** Files of variables, like `.env`: `NAME=value`, with comments, quotes, and variables in what is not in single quotes. */
import { interpolate, type Lookup } from './interpolate.ts'

const line =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:[=:][ \t]*('[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\r\n]*))?[^\r\n]*$/gm
const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

/**
 * In the order of the file; the value of a name alone is the variable of that name, and absent where that is not set.
 * What is set above counts below. What is no line of that form is passed over.
 */
export function readVariables(text: string, lookup: Lookup): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>()
  const known: Lookup = (name) => lookup(name) ?? found.get(name)
  for (const [, name = '', raw] of text.replace(/^\uFEFF/, '').matchAll(line)) {
    found.set(name, raw === undefined ? lookup(name) : unquoted(raw, known))
  }
  return found
}

function unquoted(raw: string, lookup: Lookup): string {
  if (raw.startsWith("'") && raw.length > 1) return raw.slice(1, -1)
  const isQuoted = raw.startsWith('"') && raw.length > 1
  const value = isQuoted
    ? raw.slice(1, -1).replace(/\\(.)/gs, (both, character) => escapes[character] ?? unescaped(both))
    : raw.replace(/(^|[ \t]+)#.*$/, '').trim()
  return interpolate(value, lookup, () => {})
}

/** A dollar that is escaped is none of a variable. */
function unescaped(both: string): string {
  if (both === '\\$') return '$$'
  return /["\\]/.test(both[1] ?? '') ? (both[1] ?? '') : both
}
