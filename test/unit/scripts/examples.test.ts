import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { desiredState } from '../../../spec/generated/message-validators.js'

const folder = path.join(import.meta.dirname, '../../../examples/quickstart')
const documents = (await readdir(folder)).filter((name) => name.endsWith('.json'))

test.each(documents)('the example %s is a valid desired state', async (name) => {
  const document = JSON.parse(await readFile(path.join(folder, name), 'utf8'))
  expect(desiredState(document), JSON.stringify(desiredState.errors)).toBe(true)
})
