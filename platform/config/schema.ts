/** The part of JSON Schema that configuration schemas use. Schemas are passed in: this floor knows no program's. */
export interface ConfigSchema {
  $id?: string
  $ref?: string
  $defs?: Record<string, ConfigSchema>
  title?: string
  description?: string
  type?: string
  format?: string
  enum?: readonly unknown[]
  default?: unknown
  properties?: Record<string, ConfigSchema>
  required?: readonly string[]
  additionalProperties?: boolean | ConfigSchema
  /** Keys that are free within a pattern: such an object is no option by key, but one as a whole. */
  patternProperties?: Record<string, ConfigSchema>
  items?: ConfigSchema
}

/** A schema, and the file in which its `#/…` references point. */
export interface Located {
  schema: ConfigSchema
  file: ConfigSchema
}

/** Follows `$ref`, which is `<last part of an $id>`, `#/$defs/<name>`, or both. Throws where it leads nowhere. */
export function resolve({ schema, file }: Located, schemas: readonly ConfigSchema[]): Located {
  if (schema.$ref === undefined) return { schema, file }
  const [name = '', pointer] = schema.$ref.split('#/$defs/')
  const target = name === '' ? file : schemas.find(({ $id }) => $id?.split('/').at(-1) === name)
  const found = pointer === undefined ? target : target?.$defs?.[pointer]
  if (!target || !found) throw new Error(`${file.$id}: ${schema.$ref} leads nowhere`)
  return resolve({ schema: { ...found, ...withoutReference(schema) }, file: target }, schemas)
}

/** What stands beside a reference says more than what it refers to. */
function withoutReference({ $ref: _, ...rest }: ConfigSchema): ConfigSchema {
  return rest
}
