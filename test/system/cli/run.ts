import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { godwit, node } from '../../support/process.ts'

export interface CliResult {
  code: number | null
  stdout: string
  stderr: string
}

export interface CliOptions {
  /** Standard input; by default it is empty. */
  input?: string
  env?: Record<string, string>
  cwd?: string
}

/** Runs a `godwit` command to its end, as a real process. */
export async function runCli(args: string[], { input = '', env, cwd }: CliOptions = {}): Promise<CliResult> {
  const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith('GODWIT_'))
  const child = spawn(node, [godwit, ...args], { env: { ...Object.fromEntries(inherited), ...env }, cwd })
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  child.stdin.on('error', () => {}) // a command that does not read its input
  child.stdin.end(input)
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed])
  return { code, stdout, stderr }
}
