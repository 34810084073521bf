import { ConfigError } from './config-error.ts'
import type { ConfigOption } from './options.ts'

/**
 * The value that a text stands for, in an environment variable or behind a flag. `source` says where it came from.
 * `before` is what was configured so far: names that stay keep their settings. Throws a ConfigError.
 */
export function readValue(text: string, option: ConfigOption, source: string, before: unknown): unknown {
  const refuse = (what: string) => new ConfigError(`${source}: ${option.path} must be ${what}, not "${text}"`)
  switch (option.type) {
    case 'boolean':
      if (/^(true|t|1)$/i.test(text)) return true
      if (/^(false|f|0)$/i.test(text)) return false
      throw refuse('true or false')
    case 'integer':
    case 'number':
      if (text.trim() === '' || !Number.isFinite(Number(text))) throw refuse('a number')
      return Number(text)
    case 'list':
      return namesIn(text)
    case 'names':
      return text.trimStart().startsWith('{') ? readJson(text, refuse) : keep(namesIn(text), before)
    case 'json':
      // There may be secrets in it.
      return readJson(text, () => new ConfigError(`${source}: ${option.path} must be JSON`))
    default:
      return text
  }
}

function namesIn(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function keep(names: string[], before: unknown): object {
  const settings = new Map(Object.entries(typeof before === 'object' ? (before ?? {}) : {}))
  return Object.fromEntries(names.map((name) => [name, settings.get(name) ?? {}]))
}

function readJson(text: string, refuse: (what: string) => ConfigError): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw refuse('JSON')
  }
}
