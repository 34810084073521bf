/** A validator's finding, in the words of somebody who has to correct a configuration. */
import { redactText } from '../redact.ts'
import type { ConfigSchema } from './schema.ts'
import { suggest } from './suggest.ts'

/** What ajv reports. */
export interface Finding {
  /** A JSON pointer to the value. */
  instancePath: string
  keyword: string
  params: Record<string, unknown>
  message?: string | undefined
}

export interface Explanation {
  /** The keys that lead to what is wrong. */
  keys: string[]
  /** What is wrong with it, as the rest of a sentence. */
  problem: string
}

/** `schemaAt` finds the schema of a place. */
export function explain(
  findings: readonly Finding[],
  value: unknown,
  schemaAt: (keys: string[]) => ConfigSchema | undefined,
): Explanation {
  const finding = findings.at(-1)
  if (!finding) return { keys: [], problem: 'is not valid' }
  const keys = keysOf(finding.instancePath)
  const { keyword, params } = finding
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty)
    const { properties = {}, patternProperties } = schemaAt(keys) ?? {}
    const problem = patternProperties ? badName : unknownKey(key, Object.keys(properties))
    return { keys: [...keys, key], problem }
  }
  if (keyword === 'required') {
    return { keys: [...keys, String(params.missingProperty)], problem: 'is missing' }
  }
  if (keyword === 'propertyNames') {
    return { keys: [...keys, String(params.propertyName)], problem: badName }
  }
  return { keys, problem: `must ${expectation(findings, finding, schemaAt(keys))}${shown(keys, value)}` }
}

const badName = 'is not a name that is allowed here'

function unknownKey(key: string, allowed: string[]): string {
  const meant = suggest(key, allowed)
  return `is unknown; ${meant ? `did you mean ${meant}?` : `allowed are ${allowed.join(', ')}`}`
}

function expectation(
  findings: readonly Finding[],
  { keyword, params, message }: Finding,
  schema: ConfigSchema | undefined,
): string {
  if (keyword === 'enum') return `be one of ${(params.allowedValues as unknown[]).join(', ')}`
  if (keyword === 'const') return `be ${JSON.stringify(params.allowedValue)} (${schema?.description ?? ''})`
  if (keyword === 'format') return 'be a duration like 30s, 10m, 1h30m or 250ms'
  if (keyword === 'type') return `be ${article(String(params.type))}`
  if (keyword === 'anyOf') {
    const types = findings
      .filter((finding) => finding.keyword === 'type')
      .map(({ params: { type } }) => String(type))
    return `be ${types.map(article).join(' or ')}`
  }
  return (message ?? 'be valid').replace(/^must /, '')
}

const articles: Record<string, string> = {
  string: 'a text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'an object',
}

function article(type: string): string {
  return articles[type] ?? type
}

const secretKeys = ['password', 'headers', 'proxy']

/** The value itself, unless it is a secret or long. */
function shown(keys: string[], value: unknown): string {
  const found = keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value)
  const text = redactText(JSON.stringify(found) ?? '')
  const isShown = text !== '' && text.length <= 80 && !keys.some((key) => secretKeys.includes(key))
  return isShown ? `, not ${text}` : ''
}

function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}
