/**
 * The configuration of a program: flag over environment over file over default.
 *
 * Invariants:
 * - What is returned is valid, and complete where the schema has defaults.
 * - Nothing is guessed: a key or a value that is not allowed is a ConfigError that names it and where it stands.
 */
import { readFileSync } from 'node:fs'
import { ConfigError } from './config-error.ts'
import { readConfigFile } from './config-file.ts'
import { withDefaults } from './defaults.ts'
import { explain, type Finding } from './explain.ts'
import { type ConfigOption, freeKey, optionsOf, toSnake } from './options.ts'
import { readValue } from './read-value.ts'
import { type ConfigSchema, resolve } from './schema.ts'

export interface ConfigRequest {
  schema: ConfigSchema
  /** Those that it may refer to. */
  schemas: readonly ConfigSchema[]
  validate: Validator
  /** A JSON file; without one there is none. */
  file?: string | undefined
  /** An empty variable counts as none. */
  env: Record<string, string | undefined>
  /** By path, as in `connection.broker`: texts as they were typed, or values. */
  flags: Record<string, unknown>
}

/** As ajv compiles them. */
interface Validator {
  (data: unknown): boolean
  errors?: Finding[] | null
}

/** Reads and validates. Durations stay texts. A password `@/path` is replaced by the content of that file. */
export function loadConfig<T>(request: ConfigRequest): T {
  const gathered = gather(request)
  const config = withDefaults(gathered.values, request.schema, request.schemas)
  if (!request.validate(config)) throw refusal(request, config, gathered)
  readPasswords(config)
  return config as T
}

/** The paths that a file, a variable or a flag has set; the rest are defaults. */
export function configuredPaths(request: ConfigRequest): Set<string> {
  const { values } = gather(request)
  const isSet = (keys: string[]) => valueAt(values, keys) !== undefined
  const paths = optionsOf(request.schema, request.schemas).map(({ path }) => path)
  return new Set(paths.filter((path) => isSet(path.split('.'))))
}

interface Gathered {
  values: Values
  /** What has set a path, where that was no file. */
  sources: Map<string, string>
}

type Values = Record<string, unknown>

function gather({ schema, schemas, file, env, flags }: ConfigRequest): Gathered {
  const values = file === undefined ? {} : readConfigFile(file)
  const sources = new Map<string, string>()
  const options = optionsOf(schema, schemas)
  const set = (option: ConfigOption, path: string, given: unknown, source: string) => {
    const keys = path.split('.')
    const isText = typeof given === 'string'
    setAt(values, keys, isText ? readValue(given, { ...option, path }, source, valueAt(values, keys)) : given)
    sources.set(path, source)
  }
  for (const option of options) {
    for (const { path, names } of variablesOf(option, values)) {
      const name = names.find((candidate) => env[candidate])
      if (name) set(option, path, env[name], `environment variable ${name}`)
    }
    // At once: a flag that names the agents decides whose variables are looked at next.
    for (const [path, given] of Object.entries(flags)) {
      if (given !== undefined && isPathOf(option, path))
        set(option, path, given, `option ${flagFor(option, path)}`)
    }
  }
  return { values, sources }
}

/** The variables for an option, and for each name where it has a free key; ours before Kanto's. */
function variablesOf({ path, env, kantoEnv }: ConfigOption, values: Values) {
  const names = [env, ...(kantoEnv ? [kantoEnv] : [])]
  const [above, below] = path.split(`.${freeKey}`)
  if (above === undefined || below === undefined) return [{ path, names }]
  return Object.keys(valueAt(values, above.split('.')) ?? {}).map((key) => ({
    path: `${above}.${key}${below}`,
    names: names.map((name) => name.replace(freeKey, toSnake(key))),
  }))
}

function isPathOf(option: ConfigOption, path: string): boolean {
  const wanted = option.path.split('.')
  const keys = path.split('.')
  return wanted.length === keys.length && wanted.every((key, index) => key === freeKey || key === keys[index])
}

function flagFor(option: ConfigOption, path: string): string {
  const index = option.path.split('.').indexOf(freeKey)
  return option.flag.replace(freeKey, path.split('.')[index] ?? '')
}

function valueAt(values: Values, keys: string[]): object | undefined {
  return keys.reduce<unknown>(
    (at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    values,
  ) as object | undefined
}

function setAt(values: Values, keys: string[], value: unknown): void {
  const [key = '', ...rest] = keys
  if (rest.length === 0) {
    values[key] = value
    return
  }
  values[key] ??= {}
  // What is no object is left to the validator.
  if (isObject(values[key])) setAt(values[key], rest, value)
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refusal(request: ConfigRequest, config: Values, { sources }: Gathered): ConfigError {
  const { schema, schemas, validate, file } = request
  const schemaAt = (keys: string[]) => schemaOf(keys, schema, schemas)
  const { keys, problem } = explain(validate.errors ?? [], config, schemaAt)
  const set = keys.map((_, index) => sources.get(keys.slice(0, index + 1).join('.')))
  const source = set.findLast((found) => found !== undefined) ?? file ?? 'configuration'
  return new ConfigError(`${source}: ${keys.join('.')} ${problem}`)
}

function schemaOf(
  keys: string[],
  schema: ConfigSchema,
  schemas: readonly ConfigSchema[],
): ConfigSchema | undefined {
  let place = resolve({ schema, file: schema }, schemas)
  for (const key of keys) {
    const { properties, additionalProperties, patternProperties = {}, items } = place.schema
    const [, fitting] = Object.entries(patternProperties).find(([names]) => new RegExp(names).test(key)) ?? []
    const free = typeof additionalProperties === 'object' ? additionalProperties : items
    const below = properties?.[key] ?? fitting ?? free
    if (!below) return undefined
    place = resolve({ schema: below, file: place.file }, schemas)
  }
  return place.schema
}

/** In each `connection`, at any depth. */
function readPasswords(values: Values): void {
  for (const [key, value] of Object.entries(values)) {
    if (!isObject(value)) continue
    const { password } = value
    if (key === 'connection' && typeof password === 'string' && password.startsWith('@/')) {
      value.password = readSecret(password.slice(1))
    }
    readPasswords(value)
  }
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new ConfigError(`connection.password: cannot read ${file}: ${(error as Error).message}`)
  }
}
