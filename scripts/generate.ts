/**
 * Makes everything that is generated from the JSON Schemas, so that nothing has to be kept in step by hand.
 * `--check` writes nothing and fails where a file on the disk is not what would be made.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import manifest from '../package.json' with { type: 'json' }
import { asyncapi } from './generate/asyncapi.ts'
import { configuration } from './generate/configuration.ts'
import { configDir, readSchemas, root, type SchemaFile, schemaDir } from './generate/schemas.ts'
import { shapes } from './generate/shapes.ts'
import { types } from './generate/types.ts'
import { validators, validatorTypes } from './generate/validators.ts'

/** File, relative to the root, and its text. */
async function generate(): Promise<Map<string, string>> {
  const messages = await readSchemas(schemaDir)
  const configs = await readSchemas(configDir)
  return new Map([
    ['spec/generated/messages.ts', await types(schemaDir, messages)],
    ['spec/generated/config.ts', await types(configDir, configs)],
    ['spec/generated/shapes.ts', shapes(messages)],
    ['spec/generated/message-validators.js', await validators(messages, messages)],
    ['spec/generated/message-validators.d.ts', validatorTypes(messages, '../validator.ts')],
    ...(await configValidators(configs)),
    ['spec/asyncapi.json', await asyncapi(messages, manifest.version)],
    ['docs/configuration.md', configuration(configs)],
  ])
}

/** A file for each program, so that each carries its own alone. */
async function configValidators(configs: SchemaFile[]): Promise<[string, string][]> {
  const programs = configs.filter(({ properties = {} }) => 'connection' in properties)
  const files = programs.map(async (schema): Promise<[string, string][]> => {
    const file = `spec/generated/config/${path.basename(schema.$id, '.schema.json')}`
    return [
      [`${file}.js`, await validators([schema], configs)],
      [`${file}.d.ts`, validatorTypes([schema], '../../validator.ts')],
    ]
  })
  return (await Promise.all(files)).flat()
}

async function main(checkOnly: boolean): Promise<void> {
  const stale: string[] = []
  for (const [name, text] of await generate()) {
    const file = path.join(root, name)
    const current = await readFile(file, 'utf8').catch(() => '')
    if (current === text) continue
    stale.push(name)
    if (checkOnly) continue
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  if (checkOnly && stale.length > 0) {
    console.error(`stale, run "npm run generate": ${stale.join(', ')}`)
    process.exitCode = 1
  }
}

await main(process.argv.includes('--check'))
