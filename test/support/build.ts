/** Builds what the system tests run, before all of them, unless it is newer than everything it is made from. */
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { godwit, repository } from './process.ts'

/** Its own files, and which packages go into it. */
const sources = [
  '{agents,cli,client,manager,platform,spec,scripts}/**/*.{ts,json,js}',
  'package.json',
  'package-lock.json',
]

export default function build(): void {
  if (isFresh()) return
  execFileSync(process.execPath, ['scripts/build.ts'], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function isFresh(): boolean {
  if (!existsSync(godwit)) return false
  const built = statSync(godwit).mtimeMs
  return globSync(sources, { cwd: repository }).every(
    (file) => statSync(`${repository}${file}`).mtimeMs < built,
  )
}
