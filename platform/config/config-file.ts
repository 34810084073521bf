import { readFileSync } from 'node:fs'
import { ConfigError } from './config-error.ts'

/** The object in a JSON file. Throws a ConfigError that names the file and, where it is not JSON, line and column. */
export function readConfigFile(file: string): Record<string, unknown> {
  const text = readText(file).replace(/^\uFEFF/, '')
  const value = parse(text, file)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`${file}: must hold a JSON object`)
  }
  return value as Record<string, unknown>
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file',
      EACCES: 'it may not be read',
      EISDIR: 'it is a folder',
    }
    throw new ConfigError(`cannot read the configuration file ${file}: ${reasons[code ?? ''] ?? message}`)
  }
}

function parse(text: string, file: string): unknown {
  const problem = problemOf(text)
  if (problem === undefined) return JSON.parse(text)
  const before = text.slice(0, positionOf(text)).split('\n')
  const column = (before.at(-1)?.length ?? 0) + 1
  // The parser's message may quote the text around the place, which can hold a secret.
  const what = problem
    .replace(/, "?\.*".*/s, '')
    .replace(/,? in JSON at position.*/s, '')
    .replaceAll('\n', '\\n')
  throw new ConfigError(`${file}:${before.length}:${column}: is not JSON: ${what}`)
}

/** Where the text stops to be JSON. The parser does not always tell: it is the end of the shortest wrong beginning. */
function positionOf(text: string): number {
  let right = 0
  let wrong = text.length + 1
  while (wrong - right > 1) {
    const middle = Math.floor((right + wrong) / 2)
    if (isBeginning(text.slice(0, middle))) right = middle
    else wrong = middle
  }
  return right
}

/** Whether something could follow that makes it JSON. */
function isBeginning(text: string): boolean {
  const problem = problemOf(text)
  return (
    problem === undefined ||
    /end of JSON input|Unterminated/.test(problem) ||
    problem.includes(`at position ${text.length} `)
  )
}

function problemOf(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return (error as SyntaxError).message
  }
}
