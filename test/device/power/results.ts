/**
 * What is known of power cuts, line by line in a file, so that a run that was ended goes on where it stood.
 *
 * Invariant: what was wrong once stays so, for as long as neither Godwit nor the device nor the way of cutting changes.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describePlan, powerPlan } from './aim.ts'
import type { TrialReport } from './trial.ts'

export interface Result extends Omit<TrialReport, 'console'> {
  /** The build of Godwit and the disk that it was flown with. */
  build: string
  trigger: string
}

/** Of that build, by their seeds. */
export function resultsIn(file: string, build: string): Map<number, Result> {
  if (!existsSync(file)) return new Map()
  const text = readFileSync(file, 'utf8')
  // The run was ended in the middle of a line: the next one begins its own.
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n')
  const results = text
    .split('\n')
    .flatMap(resultIn)
    .filter((result) => result.build === build)
  const wrong = results.filter(({ faults }) => faults.length > 0)
  return new Map([...results, ...wrong].map((result) => [result.seed, result]))
}

function resultIn(line: string): Result[] {
  try {
    return [JSON.parse(line)]
  } catch {
    return [] // empty, or cut off
  }
}

/** Writes it down, and the console of a device that is not well beside it. */
export function keepResult(file: string, build: string, { console, ...report }: TrialReport): Result {
  const result = { build, trigger: describePlan(powerPlan(report.seed)), ...report }
  appendFileSync(file, `${JSON.stringify(result)}\n`)
  if (report.faults.length > 0) keepConsole(file, report.seed, console)
  return result
}

/** What the device said, beside what is known. */
export function keepConsole(file: string, seed: number, console: readonly string[]): void {
  mkdirSync(consolesOf(file), { recursive: true })
  writeFileSync(path.join(consolesOf(file), `seed-${seed}.log`), `${console.join('\n')}\n`)
}

/** As if nothing had ever been flown. */
export function forgetResults(file: string): void {
  rmSync(file, { force: true })
  rmSync(consolesOf(file), { recursive: true, force: true })
}

function consolesOf(file: string): string {
  return `${file}.failures`
}
