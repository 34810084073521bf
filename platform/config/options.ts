/**
 * The options of a program, from its schema: the source of its flags, of its environment variables and of the tables in
 * the documentation. The names follow from the place of the key:
 *
 *   connection.keepAlive   --mqtt-conn-keep-alive   GODWIT_CONNECTION_KEEP_ALIVE   MQTT_CONN_KEEP_ALIVE
 *   log.logLevel           --log-level              GODWIT_LOG_LOG_LEVEL           LOG_LEVEL
 *   phaseTimeout           --phase-timeout          GODWIT_PHASE_TIMEOUT           PHASE_TIMEOUT
 *   artifacts.maxSize      --artifacts-max-size     GODWIT_ARTIFACTS_MAX_SIZE
 */
import { kantoFlagOf } from './kanto-names.ts'
import { type ConfigSchema, type Located, resolve } from './schema.ts'

export interface ConfigOption {
  /** Keys, with dots between; `<name>` stands for a key that is free, as in `agents.<name>.readTimeout`. */
  path: string
  /** With its dashes: `--phase-timeout`. */
  flag: string
  env: string
  /** The name in Kanto, where it has one and it is not the same. */
  kantoFlag?: string
  kantoEnv?: string
  type: OptionType
  /** Where only these are allowed. */
  allowed?: readonly unknown[]
  default?: unknown
  description: string
}

/**
 * How a text becomes a value: a `list` is written with commas between; `names` are the keys of an object, written the
 * same way; `json` is JSON.
 */
export type OptionType = 'string' | 'boolean' | 'integer' | 'number' | 'duration' | 'list' | 'names' | 'json'

const prefix = 'GODWIT'
/** Stands for a free key. */
export const freeKey = '<name>'

/** All options of a schema, in its order. `schemas` are those that it may refer to. */
export function optionsOf(schema: ConfigSchema, schemas: readonly ConfigSchema[]): ConfigOption[] {
  return optionsBelow({ schema, file: schema }, [], schema.title, schemas)
}

function optionsBelow(
  place: Located,
  keys: string[],
  program: string | undefined,
  schemas: readonly ConfigSchema[],
): ConfigOption[] {
  const { schema, file } = resolve(place, schemas)
  if (schema.properties) {
    return Object.entries(schema.properties).flatMap(([key, property]) =>
      optionsBelow({ schema: property, file }, [...keys, key], program, schemas),
    )
  }
  const itself = optionOf(schema, keys, program)
  if (typeof schema.additionalProperties !== 'object') return [itself]
  const values = { schema: schema.additionalProperties, file }
  return [itself, ...optionsBelow(values, [...keys, freeKey], program, schemas)]
}

function optionOf(schema: ConfigSchema, keys: string[], program: string | undefined): ConfigOption {
  const path = keys.join('.')
  const flag = flagOf(keys)
  const kantoFlag = kantoFlagOf(path, program)
  return {
    path,
    flag: `--${flag}`,
    env: [prefix, ...keys.map(toSnake)].join('_'),
    ...(kantoFlag && kantoFlag !== flag && { kantoFlag: `--${kantoFlag}` }),
    ...(kantoFlag && { kantoEnv: toSnake(kantoFlag) }),
    type: typeOf(schema),
    ...(schema.enum && { allowed: schema.enum }),
    ...(schema.default !== undefined && { default: schema.default }),
    description: schema.description ?? '',
  }
}

function flagOf([first = '', ...rest]: string[]): string {
  const path = [first, ...rest].join('.')
  if (path === 'connection.broker') return 'broker'
  if (first === 'connection') return ['mqtt-conn', ...rest.map(toKebab)].join('-')
  if (first === 'log') return rest.map(toKebab).join('-')
  return [first, ...rest].map(toKebab).join('-')
}

function typeOf({ type, format, items, properties, additionalProperties }: ConfigSchema): OptionType {
  if (type === 'string') return format === 'duration' ? 'duration' : 'string'
  if (type === 'boolean' || type === 'integer' || type === 'number') return type
  if (type === 'array') return items?.type === 'string' ? 'list' : 'json'
  if (type === 'object') return !properties && typeof additionalProperties === 'object' ? 'names' : 'json'
  return 'string' // one of several: a text is always one of them
}

function toKebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** `phaseTimeout` and `phase-timeout` → `PHASE_TIMEOUT`; a free key stays as it is. */
export function toSnake(key: string): string {
  return key === freeKey
    ? key
    : toKebab(key).replaceAll('-', '_').replaceAll('<name>', '\0').toUpperCase().replaceAll('\0', freeKey)
}
