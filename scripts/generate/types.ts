import path from 'node:path'
import { compile, type JSONSchema } from 'json-schema-to-typescript'
import { banner, type SchemaFile } from './schemas.ts'

/** One file of types for all schemas of a folder, so that a shape that two of them share becomes one type. */
export async function types(folder: string, schemas: SchemaFile[]): Promise<string> {
  const titled = schemas.filter((schema) => schema.title)
  const index: JSONSchema = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      titled.map((schema) => [schema.title, { $ref: path.basename(schema.$id) }]),
    ),
  }
  const options = {
    cwd: `${folder}/`,
    bannerComment: banner,
    additionalProperties: false,
    format: false,
    ignoreMinAndMaxItems: true,
  }
  const source = await compile(index, 'SchemaIndex', options)
  return source.replace(/export interface SchemaIndex \{[^}]*\}\n/, '')
}
