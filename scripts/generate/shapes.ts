import type { Shape } from '../../spec/decode/shape.ts'
import { banner, nameOf, type Schema, type SchemaFile } from './schemas.ts'

/** What `spec/decode` needs to know of the schemas: the names of the properties, nested, and where lists are. */
export function shapes(schemas: SchemaFile[]): string {
  const files = new Map(schemas.map((schema) => [schema.$id, schema]))
  const titled = schemas.filter((schema) => schema.title)
  const table = Object.fromEntries(titled.map((schema) => [nameOf(schema), shapeOf(schema, schema, files)]))
  return [
    banner,
    "import type { Shape } from '../decode/shape.ts'\n",
    `export const shapes = ${JSON.stringify(table, null, 1)} satisfies Record<string, Shape>`,
    '',
  ].join('\n')
}

function shapeOf(schema: Schema, file: SchemaFile, files: Map<string, SchemaFile>): Shape {
  if (schema.$ref !== undefined) {
    const [id = '', pointer = ''] = schema.$ref.split('#/$defs/')
    const target = id === '' ? file : files.get(id)
    const found = target?.$defs?.[pointer]
    if (target === undefined || found === undefined) throw new Error(`${file.$id}: no ${schema.$ref}`)
    return shapeOf(found, target, files)
  }
  if (schema.items) return [shapeOf(schema.items, file, files)]
  if (!schema.properties) return null
  const entries = Object.entries(schema.properties)
  return Object.fromEntries(entries.map(([name, property]) => [name, shapeOf(property, file, files)]))
}
