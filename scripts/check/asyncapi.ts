/** Has the AsyncAPI document validated by the parser of its standard, and its examples against its schemas. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { Parser } from '@asyncapi/parser'
import { Ajv } from 'ajv'

const file = path.join(import.meta.dirname, '../../spec/asyncapi.json')
const text = await readFile(file, 'utf8')
const findings = [...(await problemsOf(text)), ...problemsOfExamples(JSON.parse(text))]
for (const finding of findings) console.error(finding)
process.exitCode = findings.length > 0 ? 1 : 0

async function problemsOf(source: string): Promise<string[]> {
  const { diagnostics } = await new Parser().parse(source)
  // Severity 0 is an error, 1 a warning; the rest are hints, as that a newer version of AsyncAPI exists.
  const serious = diagnostics.filter(({ severity }) => severity <= 1)
  return serious.map(({ path: place, message }) => `${place.join('.')}: ${message}`)
}

/** The parser looks at examples only up to version 2 of the standard. */
function problemsOfExamples(document: {
  components: { messages: Record<string, { examples: { name: string; payload: unknown }[] }> }
}): string[] {
  const ajv = new Ajv({ strict: false }).addSchema(document, 'contract')
  return Object.entries(document.components.messages).flatMap(([message, { examples }]) => {
    const validate = ajv.compile({ $ref: `contract#/components/messages/${message}/payload` })
    const bad = examples.filter(({ payload }) => !validate(payload))
    return bad.map(({ name }) => `the example ${name} of ${message} does not fit its schema`)
  })
}
