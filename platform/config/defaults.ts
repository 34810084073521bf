import { type ConfigSchema, type Located, resolve } from './schema.ts'

type Values = Record<string, unknown>

/**
 * The configuration with every default that the schema knows. An object with a default of its own says by that which of
 * its parts there are where nothing is configured; other parts are added, for the sake of their defaults.
 */
export function withDefaults(value: Values, schema: ConfigSchema, schemas: readonly ConfigSchema[]): Values {
  return fill(value, { schema, file: schema }, schemas) as Values
}

function fill(value: unknown, place: Located, schemas: readonly ConfigSchema[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { schema, file } = resolve(place, schemas)
  const { properties = {}, additionalProperties } = schema
  const filled: Values = {}
  for (const [key, given] of Object.entries(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : additionalProperties
    filled[key] = typeof property === 'object' ? fill(given, { schema: property, file }, schemas) : given
  }
  for (const [key, property] of Object.entries(properties)) {
    if (Object.hasOwn(filled, key)) continue
    const absent = defaultOf({ schema: property, file }, schema.default === undefined, schemas)
    if (absent !== undefined) filled[key] = absent
  }
  return filled
}

function defaultOf(place: Located, addsParts: boolean, schemas: readonly ConfigSchema[]): unknown {
  const { schema } = resolve(place, schemas)
  if (schema.default !== undefined) return fill(structuredClone(schema.default), place, schemas)
  // What cannot be without some of its keys is not there at all where nobody has configured it.
  const isOptional = (schema.required ?? []).length > 0
  return addsParts && schema.properties && !isOptional ? fill({}, place, schemas) : undefined
}
