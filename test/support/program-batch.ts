/** Real programs that tests compare with: many calls of them at the price of one. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { programPath } from './programs.ts'
import type { Scope } from './scope.ts'
import { memoryFolder } from './temp.ts'

const environment = { PATH: programPath, LC_ALL: 'C' }

/** Runs a program to its end; rejects where it fails. Resolves with the bytes of its standard output. */
export async function runProgram(program: string, ...args: string[]): Promise<Buffer> {
  const { stdout } = await promisify(execFile)(program, args, {
    env: environment,
    encoding: 'buffer',
    maxBuffer: 1 << 28,
  })
  return stdout
}

/**
 * Runs lines of shell in one process, which is several times cheaper than one for each. The text is bytes (latin1), and
 * so is the answer. Rejects where the last line fails, or any does under `set -e`.
 */
export async function runShell(folder: string, lines: string[]): Promise<string> {
  const script = path.join(folder, 'script.sh')
  await writeFile(script, `set -e\ncd "${folder}"\n${lines.join('\n')}\n`, 'latin1')
  return (await runProgram('sh', script)).toString('latin1')
}

/** A word for the shell, whatever bytes it has. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

/** Goes through very many items, two batches at a time, each batch in a folder of its own in memory. */
export async function inBatches<Item>(
  scope: Scope,
  items: Item[],
  work: (folder: string, batch: Item[]) => Promise<void>,
): Promise<void> {
  const batchSize = 500
  const batches = Array.from({ length: Math.ceil(items.length / batchSize) }, (_, index) =>
    items.slice(index * batchSize, (index + 1) * batchSize),
  )
  const lane = async () => {
    const folder = await memoryFolder(scope, 'batch')
    for (let batch = batches.shift(); batch; batch = batches.shift()) await work(folder, batch)
  }
  await Promise.all([lane(), lane()])
}
