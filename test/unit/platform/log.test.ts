import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createLog } from '../../../platform/log.ts'
import { openLogFile } from '../../../platform/log-file.ts'
import { newSimulatedClock } from '../../simulation/sim-clock.ts'
import { newScope, type Scope } from '../../support/scope.ts'
import { temporaryFolder } from '../../support/temp.ts'

let scope: Scope
let folder: string
beforeEach(async () => {
  scope = newScope()
  folder = await temporaryFolder(scope, 'log')
})
afterEach(() => scope.release())

const clock = newSimulatedClock(Date.UTC(2026, 0, 31, 12))
const linesOf = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n')

it('writes lines of JSON from its level on, with the fields of its parents, without secrets', () => {
  const logFile = join(folder, 'logs', 'godwit.log')
  const log = createLog({ logFile, logLevel: 'WARN' }, clock).child({ domain: 'software', token: 'abc' })
  log.info({}, 'too low')
  log.warn({ password: 'x', attempt: 2 }, 'cannot fetch https://me:pw@host/a')
  expect(linesOf(logFile).map((line) => JSON.parse(line))).toEqual([
    {
      level: 'WARN',
      time: '2026-01-31T12:00:00.000Z',
      domain: 'software',
      token: '[redacted]',
      password: '[redacted]',
      attempt: 2,
      msg: 'cannot fetch https://[redacted]@host/a',
    },
  ])
})

it('writes to standard error, and loses nothing when the process ends at once', () => {
  const script = `import { createLog } from ${JSON.stringify(new URL('../../../platform/log.ts', import.meta.url).href)}
    const log = createLog()
    for (let n = 0; n < 500; n += 1) log.info({ n }, 'line')
    process.exit(0)`
  const file = join(folder, 'script.ts')
  writeFileSync(file, script)
  const output = execFileSync('/bin/sh', ['-c', '"$0" "$1" 2>&1', process.execPath, file], {
    encoding: 'utf8',
  })
  expect(output.trimEnd().split('\n')).toHaveLength(500)
})

it('rotates a file that grows too large, and keeps as many as it may for as long as it may', () => {
  const file = join(folder, 'godwit.log')
  const log = openLogFile(file, { maxBytes: 20, count: 2, maxAgeMs: 10_000 }, clock)
  const write = (line: string) => {
    log.write(`${line}\n`)
    clock.advance(1_000)
  }
  for (const line of ['a'.repeat(10), 'b'.repeat(10), 'c'.repeat(10), 'd'.repeat(10)]) write(line)
  expect(readdirSync(folder).sort()).toEqual([
    'godwit-2026-01-31T12-00-02-000Z.log',
    'godwit-2026-01-31T12-00-03-000Z.log',
    'godwit.log',
  ])
  expect(linesOf(file)).toEqual(['d'.repeat(10)])
  clock.advance(60_000)
  write('e'.repeat(10))
  expect(readdirSync(folder)).toHaveLength(2)
})

it('goes on in a file that is there already', () => {
  const file = join(folder, 'godwit.log')
  writeFileSync(file, 'before\n')
  openLogFile(file, { maxBytes: 1_000, count: 1, maxAgeMs: 1_000 }, clock).write('after\n')
  expect(linesOf(file)).toEqual(['before', 'after'])
})

it('does not fail when the file cannot be written, and writes again when it can', () => {
  const file = join(folder, 'logs', 'godwit.log')
  const log = openLogFile(file, { maxBytes: 10, count: 1, maxAgeMs: 1_000 }, clock)
  log.write('before\n')
  rmSync(join(folder, 'logs'), { recursive: true })
  writeFileSync(join(folder, 'logs'), 'in the way')
  log.write('lost, and too large\n')
  rmSync(join(folder, 'logs'))
  mkdirSync(join(folder, 'logs'))
  log.write('after\n')
  expect(linesOf(file)).toEqual(['after'])
})
