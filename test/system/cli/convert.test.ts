import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { test } from '../../support/fixture.ts'
import { temporaryFolder } from '../../support/temp.ts'
import { runCli } from './run.ts'

const compose = `services:
  shop:
    image: registry.example/shop:\${TAG}
    build: .
    ports: ["8080:80"]
`

test('convert makes a desired state that validate takes, and names what is left out', async ({ scope }) => {
  const cwd = await temporaryFolder(scope, 'convert')
  await writeFile(join(cwd, 'compose.yaml'), compose)
  await writeFile(join(cwd, '.env'), 'TAG=2.0\n')
  const options = { cwd }
  const args = ['convert', 'compose.yaml', '--project-name', 'shop', '--domain', 'apps']

  const converted = await runCli(args, options)
  expect(converted.stderr).toMatch(/^godwit: compose\.yaml:4: services\.shop\.build: left out: .*\n$/)
  expect(converted.code).toBe(0)
  expect(converted.stdout).toContain('{ "key": "image", "value": "registry.example/shop:2.0" },\n')
  const valid = await runCli(['validate', '-'], { input: converted.stdout })
  expect(valid).toEqual({ code: 0, stderr: '', stdout: 'valid: apps (1 component)\n' })

  const strict = await runCli([...args, '--strict', '--output', 'strict.json'], options)
  expect(strict).toMatchObject({ code: 1, stdout: '' })
  expect(strict.stderr).toContain('godwit: with --strict, nothing may be left out')

  await runCli([...args, '--output', 'desired.json'], options)
  expect(await readFile(join(cwd, 'desired.json'), 'utf8')).toBe(converted.stdout)
  const again = await runCli([...args, '--output', 'desired.json'], options)
  expect(again).toMatchObject({
    code: 2,
    stderr: 'godwit: desired.json is there already; --force replaces it\n',
  })
})

test('convert says what is wrong with a compose file', async () => {
  const torn = await runCli(['convert', '-'], { input: 'services: [' })
  expect(torn).toMatchObject({ code: 2, stdout: '' })
  expect(torn.stderr).toMatch(/^godwit: standard input:1: is not valid YAML: .*\n$/)
  const wrong = await runCli(['convert', '-'], { input: 'services: { app: { image: a, ports: ["x"] } }' })
  expect(wrong).toMatchObject({ code: 1, stdout: '' })
  expect(wrong.stderr).toMatch(/^godwit: standard input:1: services\.app\.ports\[0\]: "x" is neither .*\n$/)
})
