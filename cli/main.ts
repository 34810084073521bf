#!/usr/bin/env node
/** The `godwit` command. What is asked for often and quickly is answered before anything is loaded. */
import { version } from './version.ts'

const [first, ...rest] = process.argv.slice(2)
if (rest.length === 0 && ['version', '--version', '-version', '-V'].includes(first ?? '')) {
  console.log(version)
} else {
  const { run } = await import('./program.ts')
  await run(process.argv.slice(2))
}
