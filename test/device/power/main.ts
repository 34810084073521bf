/**
 * Power cuts on the virtual device, as many as one has time for: `npm run test:power [-- OPTIONS]`.
 *
 * Results are kept line by line in a file; a run that was ended goes on where it stood. A seed flies the same plan each time.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import buildGodwit from '../../support/build.ts'
import { newScope, type Scope } from '../../support/scope.ts'
import type { PowerCut } from '../disk/volatile-disk.ts'
import { missingForDevice } from '../machine.ts'
import { provisionedDisk } from '../provisioned-disk.ts'
import { aims, describePlan, powerPlan } from './aim.ts'
import { fly, livesOf } from './life.ts'
import { powerTable } from './table.ts'
import type { TrialReport } from './trial.ts'

const usage = `Cuts the power of a virtual device in the middle of campaigns, and tells what becomes of it.

  npm run test:power                    200 campaigns with a cut or two, with what is known from an earlier run
  npm run test:power -- --cuts 24       another number
  npm run test:power -- --seed 17       this one again, on the device that flew those before it, with all that it says
  npm run test:power -- --fresh         forgets earlier results

  --results FILE   where results are kept (default: power-results.jsonl)
  --lanes N        devices at the same time (default: 2)`

interface Result extends Omit<TrialReport, 'console'> {
  /** The build of Godwit and the disk that it was flown with. */
  build: string
  trigger: string
}

const { values: options } = parseArgs({
  options: {
    cuts: { type: 'string', default: '200' },
    seed: { type: 'string' },
    results: { type: 'string', default: 'power-results.jsonl' },
    lanes: { type: 'string', default: '2' },
    fresh: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const flying = new Set<Scope>()

async function main(): Promise<void> {
  if (options.help) return console.log(usage)
  endOnSignals()
  const missing = missingForDevice()
  if (missing !== undefined) fail(`The virtual device ${missing}`)
  const build = await identityOfDevice()
  if (options.seed !== undefined) return again(wholeNumber('seed', options.seed))
  if (options.fresh) rmSync(options.results, { force: true })
  const known = resultsIn(options.results, build)
  const seeds = Array.from({ length: wholeNumber('cuts', options.cuts) }, (_, index) => index + 1)
  const isWell = (life: number[]) => life.every((seed) => !known.get(seed)?.faults.length)
  const left = livesOf(seeds.filter((seed) => !known.has(seed))).filter(isWell)
  if (known.size > 0) console.log(`${known.size} campaigns are known from ${options.results}.`)
  const lane = async () => {
    for (let life = left.shift(); life; life = left.shift()) {
      for await (const report of flown(life)) known.set(report.seed, keep(report, build))
    }
  }
  await Promise.all(Array.from({ length: wholeNumber('lanes', options.lanes) }, lane))
  const counted = seeds.flatMap((seed) => known.get(seed) ?? [])
  console.log(`\n${powerTable(counted, aims)}`)
  if (counted.length < seeds.length || counted.some(({ faults }) => faults.length > 0)) process.exitCode = 1
}

/** Of the build of Godwit, the disk, and of how its power is cut: results of another one are not known. */
async function identityOfDevice(): Promise<string> {
  buildGodwit()
  const digest = createHash('sha256').update(await provisionedDisk())
  for (const file of globSync(`${import.meta.dirname}/../{power,disk}/**/*.ts`).sort()) {
    digest.update(readFileSync(file))
  }
  return digest.digest('hex').slice(0, 16)
}

/** Writes a result down, and tells it. */
function keep({ console: said, ...report }: TrialReport, build: string): Result {
  const result = { build, trigger: describePlan(powerPlan(report.seed)), ...report }
  appendFileSync(options.results, `${JSON.stringify(result)}\n`)
  console.log(lineOf(report))
  if (report.faults.length > 0) keepConsole(report.seed, said)
  return result
}

/** The life up to this seed, in full. */
async function again(seed: number): Promise<void> {
  for await (const report of flown(livesOf([seed]).flat())) {
    console.log(report.console.join('\n'))
    console.log(lineOf(report))
    if (report.faults.length > 0) process.exitCode = 1
  }
}

/** Its reports. What cannot be flown is told, and keeps no other life from being flown. */
async function* flown(life: readonly number[]): AsyncGenerator<TrialReport> {
  const scope = newScope()
  flying.add(scope)
  const left = [...life]
  try {
    for await (const report of fly(scope, life)) {
      left.shift()
      yield report
    }
  } catch (error) {
    yield unflown(left[0] ?? 0, error as Error)
  } finally {
    flying.delete(scope)
    await scope.release()
  }
}

function unflown(seed: number, { message }: Error): TrialReport {
  const faults = [`it could not be flown: ${message.slice(0, 500)}`]
  return {
    ...{ seed, aim: powerPlan(seed).aim.name, cuts: [], inTime: false, phase: 'nothing' },
    ...{ status: undefined, recoveryMs: 0, faults, console: [] },
  }
}

/** No machine goes on without the process that feeds its disk. */
function endOnSignals(): void {
  const end = async () => {
    await Promise.allSettled([...flying].map((scope) => scope.release()))
    console.log(`Ended; what is known so far is in ${options.results}.`)
    process.exit(130)
  }
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void end())
}

function lineOf({
  seed,
  aim,
  phase,
  cuts,
  inTime,
  status,
  recoveryMs,
  faults,
}: Omit<TrialReport, 'console'>): string {
  const sum = (of: (cut: PowerCut) => number) => cuts.reduce((all, cut) => all + of(cut), 0)
  const lost = `${sum((cut) => cut.unsyncedWrites)} unsynced writes, ${sum((cut) => cut.tornWrites)} torn`
  const good = inTime ? 'ok' : 'ok, but it had ended before'
  const words = faults.length === 0 ? good : `WRONG: ${faults.join('; ')}`
  const seconds = (recoveryMs / 1000).toFixed(1)
  const place = describePlan(powerPlan(seed))
  return `${String(seed).padStart(4)}  ${aim.padEnd(16)} ${place.padEnd(16)} after ${phase}: ${lost}; ${status} in ${seconds} s  ${words}`
}

function keepConsole(seed: number, lines: string[]): void {
  const folder = `${options.results}.failures`
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, `seed-${seed}.log`), `${lines.join('\n')}\n`)
}

/** Of the same build, by their seeds; another one may do better, or worse. What was wrong once stays so. */
function resultsIn(file: string, build: string): Map<number, Result> {
  if (!existsSync(file)) return new Map()
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const results = lines.flatMap((line): Result[] => {
    try {
      const result: Result = JSON.parse(line)
      return result.build === build ? [result] : []
    } catch {
      return [] // the run was ended in the middle of it
    }
  })
  const wrong = results.filter(({ faults }) => faults.length > 0)
  return new Map([...results, ...wrong].map((result) => [result.seed, result]))
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) fail(`--${name}: ${text} is no whole number above 0`)
  return Number(text)
}

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}

await main()
