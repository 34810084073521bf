/**
 * libconfig, the language that most sw-descriptions are written in, as far as its manual goes ("Configuration Files",
 * libconfig 1.7): groups, arrays, lists, scalars, comments, strings in several pieces. There is no package for it. What is
 * left out is `@include`: what is to be read is one file.
 */

/** A group is an object, an array or a list is an array. */
export type ConfigValue = string | number | boolean | ConfigValue[] | ConfigGroup
export interface ConfigGroup {
  [name: string]: ConfigValue
}

const tokens =
  /(?<blank>\s+|#.*|\/\/.*|\/\*[\s\S]*?\*\/)|(?<string>"(?:[^"\\]|\\[\s\S])*")|(?<number>[-+]?(?:0[xX][0-9A-Fa-f]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)L{0,2}(?![\w.]))|(?<name>[A-Za-z*][-\w*]*)|(?<mark>[{}[\]()=:;,])/gy

interface Token {
  kind: 'string' | 'number' | 'name' | 'mark' | 'end'
  text: string
  line: number
}

/** Deeper than any description, and shallower than the stack. */
const maxDepth = 64

/** The settings of a whole file. Throws a SyntaxError that names the line. */
export function parseLibconfig(text: string): ConfigGroup {
  return new Reader(tokensOf(text)).settings('', 0)
}

function tokensOf(text: string): Token[] {
  const found: Token[] = []
  let end = 0
  let line = 1
  for (const { 0: matched, index, groups = {} } of text.matchAll(tokens)) {
    const { string, number, name } = groups
    if (groups.blank === undefined) {
      const kind = string !== undefined ? 'string' : number !== undefined ? 'number' : name ? 'name' : 'mark'
      found.push({ kind, text: matched, line })
    }
    line += matched.split('\n').length - 1
    end = index + matched.length
  }
  if (end < text.length) throw new SyntaxError(`line ${line}: ${JSON.stringify(text[end])} is not expected`)
  return [...found, { kind: 'end', text: 'the end', line }]
}

class Reader {
  readonly #tokens: Token[]
  #at = 0

  constructor(tokens: Token[]) {
    this.#tokens = tokens
  }

  /** Settings up to the mark that closes their group; of the file, up to its end. */
  settings(close: '' | '}', depth: number): ConfigGroup {
    const group: ConfigGroup = Object.create(null)
    while (!this.#ends(close)) {
      const name = this.#take('name').text
      if (name in group) throw this.#wrong(`${name} comes twice`)
      this.#take('mark', '=', ':')
      group[name] = this.#value(depth + 1)
      this.#skip(';', ',')
    }
    return group
  }

  #value(depth: number): ConfigValue {
    if (depth > maxDepth) throw this.#wrong('the groups are too deep')
    const token = this.#next()
    if (token.kind === 'string') return this.#string(token.text)
    if (token.kind === 'number') return Number(token.text.replace(/^\+|L+$/g, ''))
    if (token.kind === 'name' && /^(true|false)$/i.test(token.text)) return /^true$/i.test(token.text)
    if (token.text === '{') return this.settings('}', depth)
    if (token.text === '(') return this.#list(')', depth)
    if (token.text === '[') return this.#list(']', depth)
    throw this.#wrong(`${token.text} is no value`, token)
  }

  #list(close: string, depth: number): ConfigValue[] {
    const list: ConfigValue[] = []
    while (!this.#ends(close)) {
      list.push(this.#value(depth + 1))
      if (!this.#skip(',')) {
        this.#take('mark', close)
        break
      }
    }
    return list
  }

  /** Strings side by side are one. */
  #string(first: string): string {
    let text = unquote(first)
    while (this.#tokens[this.#at]?.kind === 'string') text += unquote(this.#next().text)
    return text
  }

  /** Whether what is read ends here; passes the mark that ends it. */
  #ends(close: string): boolean {
    return close === '' ? this.#tokens[this.#at]?.kind === 'end' : this.#skip(close)
  }

  #skip(...marks: string[]): boolean {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'mark' || !marks.includes(token.text)) return false
    this.#at += 1
    return true
  }

  #take(kind: Token['kind'], ...texts: string[]): Token {
    const token = this.#next()
    if (token.kind === kind && (texts.length === 0 || texts.includes(token.text))) return token
    throw this.#wrong(`${token.text} stands where a ${texts.join(' or ') || kind} is expected`, token)
  }

  #next(): Token {
    const token = this.#tokens[this.#at]
    if (!token || token.kind === 'end') throw this.#wrong('it ends too early', token)
    this.#at += 1
    return token
  }

  #wrong(what: string, token = this.#tokens[this.#at - 1]): SyntaxError {
    return new SyntaxError(`line ${token?.line ?? 1}: ${what}`)
  }
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', f: '\f', a: '\x07', b: '\b', v: '\v' }

function unquote(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(/\\(?:x([0-9A-Fa-f]{2})|([\s\S]))/g, (_all, hex: string | undefined, character: string) =>
      hex === undefined ? (escapes[character] ?? character) : String.fromCharCode(Number.parseInt(hex, 16)),
    )
}
