/**
 * Power cuts on the virtual device, as many as one has time for: `npm run test:power [-- OPTIONS]`.
 *
 * A seed flies the same plan each time, on a device that has flown the seeds before it in its life.
 */
import { parseArgs } from 'node:util'
import buildGodwit from '../../support/build.ts'
import { newScope, type Scope } from '../../support/scope.ts'
import { missingForDevice } from '../machine.ts'
import { aims, describePlan, powerPlan } from './aim.ts'
import { identityOfDevice } from './identity.ts'
import { fly, livesOf, Unflown } from './life.ts'
import { forgetResults, keepConsole, keepResult, type Result, resultsIn } from './results.ts'
import { powerTable } from './table.ts'
import type { FlownCut, TrialReport } from './trial.ts'

const usage = `Cuts the power of a virtual device in the middle of campaigns, and tells what becomes of it.

  npm run test:power                       180 campaigns with 200 cuts, those known from an earlier run included
  npm run test:power -- --campaigns 24     another number
  npm run test:power -- --seed 17          this one again, after those that come before it on its device
  npm run test:power -- --fresh            forgets earlier results

  --results FILE   where results are kept (default: power-results.jsonl)
  --lanes N        devices at the same time (default: 2)`

const { values: options } = parseArgs({
  options: {
    campaigns: { type: 'string', default: '180' },
    seed: { type: 'string' },
    results: { type: 'string', default: 'power-results.jsonl' },
    lanes: { type: 'string', default: '2' },
    fresh: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const flying = new Set<Scope>()
/** What fails from then on fails because all is taken down. */
let isEnding = false

async function main(): Promise<void> {
  if (options.help) return console.log(usage)
  const missing = missingForDevice()
  if (missing !== undefined) fail(`The virtual device ${missing}`)
  buildGodwit()
  const build = await identityOfDevice()
  endOnSignals()
  if (options.seed !== undefined) return again(wholeNumber('seed', options.seed))
  if (options.fresh) forgetResults(options.results)
  const known = resultsIn(options.results, build)
  const seeds = Array.from({ length: wholeNumber('campaigns', options.campaigns) }, (_, index) => index + 1)
  await flyUnknown(seeds, known, build)
  if (isEnding) return
  const counted = seeds.flatMap((seed) => known.get(seed) ?? [])
  console.log(`\n${powerTable(counted, aims)}`)
  const missed = seeds.length - counted.length
  if (missed > 0)
    console.log(
      `\n${missed} were not flown: they could not be, or their device was not well after one before them.`,
    )
  if (missed > 0 || counted.some(({ faults }) => faults.length > 0)) process.exitCode = 1
}

async function flyUnknown(seeds: number[], known: Map<number, Result>, build: string): Promise<void> {
  const unknown = seeds.filter((seed) => !known.has(seed))
  if (unknown.length < seeds.length)
    console.log(`${seeds.length - unknown.length} campaigns are known from ${options.results}.`)
  const isWell = (life: number[]) => life.every((seed) => !known.get(seed)?.faults.length)
  const left = livesOf(unknown).filter(isWell)
  const lane = async () => {
    for (let life = left.shift(); life; life = left.shift()) {
      for await (const report of flown(life)) {
        if (isEnding) return
        if (!(report instanceof Unflown)) known.set(report.seed, keepResult(options.results, build, report))
        else if (report.console.length > 0) keepConsole(options.results, report.seed, report.console)
        console.log(lineOf(report))
      }
    }
  }
  await Promise.all(Array.from({ length: wholeNumber('lanes', options.lanes) }, lane))
}

/** The life up to this seed, in full. */
async function again(seed: number): Promise<void> {
  for await (const report of flown(livesOf([seed]).flat())) {
    console.log(report.console.join('\n'))
    console.log(lineOf(report))
    if (report instanceof Unflown || report.faults.length > 0) process.exitCode = 1
  }
}

/** Its reports. What cannot be flown is told, and keeps no other life from being flown. */
async function* flown(life: readonly number[]): AsyncGenerator<TrialReport | Unflown> {
  const scope = newScope()
  flying.add(scope)
  try {
    yield* fly(scope, life)
  } catch (error) {
    if (!(error instanceof Unflown)) throw error
    yield error
  } finally {
    flying.delete(scope)
    await scope.release().catch((error: Error) => console.error(`not all is taken down: ${error.message}`))
  }
}

/** No machine goes on without the process that feeds its disk. */
function endOnSignals(): void {
  const end = async () => {
    isEnding = true
    await Promise.allSettled([...flying].map((scope) => scope.release()))
    console.log(`Ended; what is known so far is in ${options.results}.`)
    process.exit(130)
  }
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => void end())
}

function lineOf(report: TrialReport | Unflown): string {
  if (report instanceof Unflown) return `${String(report.seed).padStart(4)}  ${report.message}`
  const { seed, aim, phase, cuts, status, recoveryMs, faults } = report
  const sum = (of: (cut: FlownCut) => number) => cuts.reduce((all, cut) => all + of(cut), 0)
  const lost = `${sum((cut) => cut.unsyncedWrites)} unsynced writes, ${sum((cut) => cut.tornWrites)} torn`
  const good = cuts.every(({ inTime }) => inTime) ? 'ok' : 'ok, but it had ended before'
  const words = faults.length === 0 ? good : `WRONG: ${faults.join('; ')}`
  const seconds = (recoveryMs / 1000).toFixed(1)
  const place = describePlan(powerPlan(seed))
  return `${String(seed).padStart(4)}  ${aim.padEnd(16)} ${place.padEnd(16)} after ${phase}: ${lost}; ${status} in ${seconds} s  ${words}`
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
