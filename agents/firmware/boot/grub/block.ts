/**
 * GRUB's environment block: 1024 bytes of text, which GRUB reads and writes itself.
 *
 * The form is that of GRUB 2 (grub-core/lib/envblk.c, manual "Environment block"): a first line, lines NAME=VALUE, and
 * `#` up to the end. A backslash stands before a backslash or a line feed of the value. Other lines that begin with `#`
 * are comments; grub-editenv writes one. A value is changed at its place, a new one is appended: what is written here
 * is what grub-editenv writes, byte for byte.
 */
import { isBytes, type Variables } from '../environment.ts'

export const blockSize = 1024
const signature = '# GRUB Environment Block\n'

/** A line of the block, without what it means where it is a comment. */
type Line = { name: string; value: string } | { comment: string }

/** The variables of a block, or undefined where it is broken. Of a name that comes twice the last value counts. */
export function readBlock(block: Uint8Array): Map<string, string> | undefined {
  const lines = linesOf(block)
  return lines && new Map(lines.flatMap((line) => ('name' in line ? [[line.name, line.value]] : [])))
}

/**
 * The block with these variables set, and, where `first` names some, those before all others, in that order: where
 * their values keep their lengths, every later change stays inside of the sector that they are in.
 * Throws a RangeError for a broken block, a name or value that cannot be written, and one that does not fit.
 */
export function editBlock(block: Uint8Array, changes: Variables, first: readonly string[] = []): Buffer {
  const lines = linesOf(block)
  if (!lines) throw new RangeError('the environment block is broken')
  const edited = [...changes].reduce(withVariable, lines)
  const body = inFront(edited, first).map(lineText).join('')
  const text = signature + body
  if (text.length > blockSize) {
    throw new RangeError(`the variables take ${text.length} bytes, the environment block has ${blockSize}`)
  }
  return Buffer.from(text.padEnd(blockSize, '#'), 'latin1')
}

function linesOf(block: Uint8Array): Line[] | undefined {
  const text = Buffer.from(block).toString('latin1')
  if (block.length !== blockSize || !text.startsWith(signature)) return undefined
  const lines: Line[] = []
  for (let at = signature.length; at < text.length; ) {
    const end = endOfLine(text, at)
    if (end >= text.length) return /^#+$/.test(text.slice(at)) ? lines : undefined
    const line = lineOf(text.slice(at, end))
    if (!line) return undefined
    lines.push(line)
    at = end + 1
  }
  return lines
}

/** Where the next line feed is that has no backslash before it. */
function endOfLine(text: string, from: number): number {
  let at = from
  while (at < text.length && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1
  return at
}

function lineOf(text: string): Line | undefined {
  if (text.startsWith('#')) return { comment: text }
  const equals = text.indexOf('=')
  if (equals < 0) return undefined
  return { name: text.slice(0, equals), value: text.slice(equals + 1).replace(/\\([\s\S])/g, '$1') }
}

function lineText(line: Line): string {
  if ('comment' in line) return `${line.comment}\n`
  return `${line.name}=${line.value.replace(/[\\\n]/g, '\\$&')}\n`
}

function withVariable(lines: Line[], [name, value]: [string, string]): Line[] {
  if (name === '' || name.startsWith('#') || /[=\n\\]/.test(name) || !isBytes(name)) {
    throw new RangeError(`a variable cannot be called "${name}"`)
  }
  if (!isBytes(value)) throw new RangeError(`the value of variable ${name} cannot be written`)
  const isIt = (line: Line) => 'name' in line && line.name === name
  const at = lines.findIndex(isIt)
  if (at < 0) return [...lines, { name, value }]
  return lines.with(at, { name, value }).filter((line, index) => index <= at || !isIt(line))
}

/** Comments go to the head, where grub-editenv puts its own. */
function inFront(lines: Line[], first: readonly string[]): Line[] {
  const rank = (line: Line) => {
    if ('comment' in line) return -1
    const at = first.indexOf(line.name)
    return at < 0 ? first.length : at
  }
  return first.length === 0 ? lines : lines.toSorted((one, other) => rank(one) - rank(other))
}
