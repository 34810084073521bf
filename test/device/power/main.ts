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
import { missingForDevice } from '../machine.ts'
import { provisionedDisk } from '../provisioned-disk.ts'
import { aims, describeTrigger, powerPlan } from './aim.ts'
import { powerTable } from './table.ts'
import { runTrial, type TrialReport } from './trial.ts'

const usage = `Cuts the power of a virtual device in the middle of campaigns, and tells what becomes of it.

  npm run test:power                    200 cuts, with what is known from an earlier run
  npm run test:power -- --cuts 24       another number
  npm run test:power -- --seed 17       this one alone, again, with all that the device says
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
  if (options.seed !== undefined) return again(wholeNumber('seed', options.seed), build)
  if (options.fresh) rmSync(options.results, { force: true })
  const known = resultsIn(options.results, build)
  const seeds = Array.from({ length: wholeNumber('cuts', options.cuts) }, (_, index) => index + 1)
  const left = seeds.filter((seed) => !known.some((result) => result.seed === seed))
  if (left.length < seeds.length)
    console.log(`${seeds.length - left.length} cuts are known from ${options.results}.`)
  const lane = async () => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) known.push(await fly(seed, build))
  }
  await Promise.all(Array.from({ length: wholeNumber('lanes', options.lanes) }, lane))
  const counted = known.filter(({ seed }) => seeds.includes(seed))
  console.log(`\n${powerTable(counted, aims)}`)
  if (counted.some(({ faults }) => faults.length > 0)) process.exitCode = 1
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

/** Flies a seed, and writes its result down. */
async function fly(seed: number, build: string): Promise<Result> {
  const { console: said, ...report } = await trial(seed)
  const result = { build, trigger: describeTrigger(powerPlan(seed).trigger), ...report }
  appendFileSync(options.results, `${JSON.stringify(result)}\n`)
  console.log(lineOf(result))
  if (report.faults.length > 0) keepConsole(seed, said)
  return result
}

async function again(seed: number, build: string): Promise<void> {
  const { console: said, ...report } = await trial(seed)
  console.log(said.join('\n'))
  console.log(lineOf({ build, trigger: describeTrigger(powerPlan(seed).trigger), ...report }))
  if (report.faults.length > 0) process.exitCode = 1
}

async function trial(seed: number): Promise<TrialReport> {
  const scope = newScope()
  flying.add(scope)
  const plan = powerPlan(seed)
  try {
    return await runTrial(scope, plan)
  } catch (error) {
    // One that cannot be flown is told, and keeps no other from being flown.
    return unflown(seed, plan.aim.name, error as Error)
  } finally {
    flying.delete(scope)
    await scope.release()
  }
}

function unflown(seed: number, aim: string, { message }: Error): TrialReport {
  const cut = { seed, unsyncedWrites: 0, unsyncedBytes: 0, landedBytes: 0, tornWrites: 0 }
  const faults = [`it could not be flown: ${message.slice(0, 500)}`]
  return {
    seed,
    aim,
    cut,
    inTime: false,
    phase: 'nothing',
    status: undefined,
    recoveryMs: 0,
    faults,
    console: [],
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

function lineOf({ seed, aim, trigger, phase, cut, inTime, status, recoveryMs, faults }: Result): string {
  const lost = `${cut.unsyncedWrites} unsynced writes, ${cut.tornWrites} torn`
  const good = inTime ? 'ok' : 'ok, but it had ended before'
  const words = faults.length === 0 ? good : `WRONG: ${faults.join('; ')}`
  const seconds = (recoveryMs / 1000).toFixed(1)
  return `${String(seed).padStart(4)}  ${aim.padEnd(16)} ${trigger.padEnd(16)} after ${phase}: ${lost}; ${status} in ${seconds} s  ${words}`
}

function keepConsole(seed: number, lines: string[]): void {
  const folder = `${options.results}.failures`
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, `seed-${seed}.log`), `${lines.join('\n')}\n`)
}

/** Of the same build; another one may do better, or worse. */
function resultsIn(file: string, build: string): Result[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.flatMap((line): Result[] => {
    try {
      const result: Result = JSON.parse(line)
      return result.build === build ? [result] : []
    } catch {
      return [] // the run was ended in the middle of it
    }
  })
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
