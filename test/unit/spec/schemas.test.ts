import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { configs } from '../../../spec/config/all.ts'

const folder = path.join(import.meta.dirname, '../../../spec/schemas')
const files = globSync('**/*.schema.json', { cwd: folder }).sort()

test.each(files)('%s is a valid JSON Schema, 2020-12, and its $id is its place', (file) => {
  const schema = JSON.parse(readFileSync(path.join(folder, file), 'utf8'))
  const ajv = new Ajv2020()
  expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true)
  expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: file })
})

test('each configuration is refused for an unknown key and a wrong type', () => {
  for (const { validate } of Object.values(configs)) {
    expect(validate({ phaseTimeOut: '5m' })).toBe(false)
    expect(validate([])).toBe(false)
  }
})

test('Kanto’s own configuration file is a valid one', () => {
  const { validate } = configs.manager
  const kanto = {
    log: { logFile: 'log/update-manager.log', logLevel: 'INFO' },
    connection: { broker: 'tcp://localhost:1883', keepAlive: '20s' },
    domain: 'vehicle',
    thingsEnabled: false,
    agents: {
      'self-update': { rebootRequired: true, readTimeout: '20s' },
      containers: { readTimeout: '30s' },
    },
    rebootEnabled: true,
    rebootAfter: '30s',
    phaseTimeout: '10m',
    reportFeedbackInterval: '',
    ownerConsentCommands: ['DOWNLOAD'],
  }
  expect(validate(kanto), JSON.stringify(validate.errors)).toBe(true)
})
