import { Ajv, type AnySchemaObject } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'
import { durationPattern } from '../../platform/config/duration.ts'
import { banner, nameOf, root, type SchemaFile } from './schemas.ts'

/**
 * Validators of `schemas`, compiled ahead of time (ajv at run time costs a device 11 MiB and 100 ms). `all` holds
 * the schemas that they may refer to as well. Whitespace goes, names stay: half the size, and still one can look.
 */
export async function validators(schemas: SchemaFile[], all: SchemaFile[]): Promise<string> {
  // The plain Ajv, since what the 2020 dialect adds to it (dynamic references, unevaluated properties) is not used
  // here, but would be carried along by every function. That the schemas are valid 2020-12 is tested.
  const ajv = new Ajv({
    schemas: all.map(withoutProse) as AnySchemaObject[],
    inlineRefs: false,
    code: { source: true, esm: true },
  })
  ajv.addFormat('duration', durationPattern)
  const mapping = Object.fromEntries(titled(schemas).map((schema) => [nameOf(schema), schema.$id]))
  const bundled = await build({
    stdin: { contents: standalone.default(ajv, mapping), resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'node',
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 110,
    write: false,
  })
  return `${banner}${bundled.outputFiles[0]?.text ?? ''}`
}

/** The declarations that belong to `validators(schemas)`; `validator` is where their type is, from there. */
export function validatorTypes(schemas: SchemaFile[], validator: string): string {
  return [
    banner,
    `import type { Validator } from '${validator}'\n`,
    ...titled(schemas).map((schema) => `export declare const ${nameOf(schema)}: Validator`),
    '',
  ].join('\n')
}

function titled(schemas: SchemaFile[]): SchemaFile[] {
  return schemas.filter((schema) => schema.title)
}

/** The generated code carries its schemas along, and prose is half of them. */
function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse)
  if (typeof value !== 'object' || value === null) return value
  const prose = (key: string, entry: unknown) =>
    key === 'default' || (['$schema', 'title', 'description'].includes(key) && typeof entry === 'string')
  const kept = Object.entries(value).filter(([key, entry]) => !prose(key, entry))
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutProse(entry)]))
}
