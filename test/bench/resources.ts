/** What a command costs: time, processor, memory, of itself and of all that it starts. By GNU time (Debian: `time`). */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../support/process.ts'
import type { Scope } from '../support/scope.ts'
import { median } from './statistics.ts'

export interface Cost {
  seconds: number
  /** In user and system mode. */
  cpuSeconds: number
  /** Peak resident memory, MiB; of a pipeline that of its largest process. */
  peakMib: number
}

/** Runs the command line in a shell, which must succeed. `folder` is for scratch. */
export async function costOf(scope: Scope, commandLine: string, folder: string): Promise<Cost> {
  const figures = join(folder, 'cost')
  const { code, lines } = await run(scope, '/usr/bin/time', [
    '--format=%e %U %S %M',
    `--output=${figures}`,
    'sh',
    '-ec',
    commandLine,
  ])
  if (code !== 0) throw new Error(`${commandLine} failed:\n${lines.join('\n')}`)
  const [seconds = 0, user = 0, system = 0, peakKib = 0] = (await readFile(figures, 'utf8'))
    .trim()
    .split(' ')
    .map(Number)
  return { seconds, cpuSeconds: user + system, peakMib: peakKib / 1024 }
}

export function medianCost(costs: Cost[]): Cost {
  const of = (key: keyof Cost) => median(costs.map((cost) => cost[key]))
  return { seconds: of('seconds'), cpuSeconds: of('cpuSeconds'), peakMib: of('peakMib') }
}
