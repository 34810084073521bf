/** Runs every check that is no test, and prints a line for each; the output of a tool only where it finds something. */
import './pinned-node.ts'
import { spawn } from 'node:child_process'
import { globSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'

const root = path.join(import.meta.dirname, '..')
const environment = {
  ...process.env,
  PATH: `${root}/node_modules/.bin:${process.env.PATH}`,
  FORCE_COLOR: '0',
}
const sources = ['spec', 'platform', 'manager', 'agents', 'client', 'cli', 'scripts', 'test', 'examples']

const checks: Record<string, string[]> = {
  types: ['tsc', '-p', '.', '--pretty', 'false'],
  style: ['biome', 'check', '--error-on-warnings', '.'],
  floors: ['depcruise', '--config', 'dependency-cruiser.config.mjs', '--output-type', 'err-long', ...sources],
  unused: ['knip', '--no-progress'],
  generated: ['node', 'scripts/generate.ts', '--check'],
  asyncapi: ['node', 'scripts/check/asyncapi.ts'],
  shell: ['sh', '-c', 'for file; do sh -n "$file" || exit; done', 'sh', ...shellScripts()],
}

/** What is for the shell: it says so in its first line, or by its ending. */
function shellScripts(): string[] {
  const files = globSync(['.ci/*', 'scripts/**', 'examples/**'], { cwd: root, withFileTypes: true })
  return files
    .filter((file) => file.isFile())
    .map((file) => path.join(file.parentPath, file.name))
    .filter((file) => file.endsWith('.sh') || /^#!.*\bsh\n/.test(readFileSync(file, 'utf8')))
    .sort()
}

/** Whether the check passes. */
async function run(name: string, [command = '', ...args]: string[]): Promise<boolean> {
  const begin = performance.now()
  const child = spawn(command, args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const closed = new Promise<boolean>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code === 0))
  })
  const [output, errors, passed] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name.padEnd(10)} ${seconds.padStart(5)} s`)
  if (!passed) console.log(`${output}${errors}`.trimEnd())
  return passed
}

/** A pull may bring packages that are not installed, and then nothing about them is as it seems. */
function isInstalledStale(): boolean {
  const [wanted, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map(
    (file) => statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  )
  return (wanted ?? 0) > (installed ?? 0)
}

if (isInstalledStale()) console.log('The packages are older than package-lock.json: run npm ci first.')
const results = await Promise.all(Object.entries(checks).map(([name, command]) => run(name, command)))
process.exitCode = results.every(Boolean) ? 0 : 1
