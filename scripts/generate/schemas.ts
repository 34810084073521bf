/** The JSON Schemas of spec/schemas, the source of everything that is generated. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

export const root = path.join(import.meta.dirname, '../..')
export const schemaDir = path.join(root, 'spec/schemas')
export const configDir = path.join(schemaDir, 'config')
export const banner = '// Generated from spec/schemas by `npm run generate`. Do not edit.\n'

/** The part of JSON Schema that the schemas here use and the generators look at. */
export interface Schema {
  $id?: string
  $ref?: string
  $defs?: Record<string, Schema>
  title?: string
  description?: string
  properties?: Record<string, Schema>
  items?: Schema
}

export interface SchemaFile extends Schema {
  $id: string
}

/** All schemas of a folder, sorted by file name. */
export async function readSchemas(folder: string): Promise<SchemaFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.schema.json')).sort()
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(path.join(folder, name), 'utf8'))))
}

/** `desired-state.schema.json` → `desiredState`, `config/manager.schema.json` → `manager`. */
export function nameOf(schema: SchemaFile): string {
  const base = path.basename(schema.$id, '.schema.json')
  return base.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
