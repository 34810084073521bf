/**
 * Which mirrors have failed lately: those are tried after the others.
 *
 * Remembered over restarts and for all artifacts, by origin: scheme, host and port, and nothing that could be a secret. It
 * is a hint: when it cannot be read or written, or another process writes at the same time, nothing else suffers.
 */
import { readFile } from 'node:fs/promises'
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { replaceFile } from '../../../platform/store/durable-file.ts'

export interface MirrorHealth {
  /** The sources, those of healthy mirrors first, else in their order. */
  order(sources: string[]): Promise<string[]>
  failed(source: string): Promise<void>
  succeeded(source: string): Promise<void>
}

interface Health {
  /** Failures without a success in between; they fade. */
  failures: number
  /** ms since the epoch, of the last one. */
  at: number
}

type Record = { [origin: string]: Health }

/** In this time half of what was held against a mirror is forgotten. */
const halfLifeMs = 15 * 60_000
/** A mirror with less than that held against it counts as healthy: one failure is forgotten after two half-lives. */
const negligible = 0.25
const mostFailures = 64

export function createMirrorHealth(file: string, { clock, log }: { clock: Clock; log: Log }): MirrorHealth {
  const weigh = (health: Health | undefined) => weightOf(health, clock.now())

  async function change(source: string, next: (weight: number) => number): Promise<void> {
    const origin = originOf(source)
    const known = await read(file)
    const failures = Math.min(mostFailures, next(weigh(known[origin])))
    if (origin === 'null' || (failures === 0 && !known[origin])) return
    const others = Object.entries(known).filter(([name, health]) => name !== origin && weigh(health) > 0)
    const own = failures > 0 ? [[origin, { failures, at: clock.now() }]] : []
    const content = `${JSON.stringify({ version: 1, origins: Object.fromEntries([...others, ...own]) })}\n`
    await replaceFile(file, content).catch((error) =>
      log.debug({ file, error }, 'mirrors are not remembered'),
    )
  }

  return {
    async order(sources) {
      if (sources.length < 2) return sources
      const known = await read(file)
      const weightOfSource = (source: string) => weigh(known[originOf(source)])
      return sources.toSorted((a, b) => weightOfSource(a) - weightOfSource(b))
    },
    failed: (source) => change(source, (weight) => weight + 1),
    succeeded: (source) => change(source, () => 0),
  }
}

/** What is held against a mirror by now. A clock that was set back makes nothing fade. */
function weightOf(health: Health | undefined, now: number): number {
  if (!health) return 0
  const weight = health.failures * 0.5 ** (Math.max(0, now - health.at) / halfLifeMs)
  return weight < negligible ? 0 : weight
}

function originOf(source: string): string {
  return new URL(source).origin
}

async function read(file: string): Promise<Record> {
  try {
    const { version, origins } = JSON.parse(await readFile(file, 'utf8'))
    return version === 1 ? Object.fromEntries(Object.entries(origins as Record).filter(isHealth)) : {}
  } catch {
    return {}
  }
}

function isHealth([, health]: [string, Partial<Health> | undefined]): boolean {
  return Number.isFinite(health?.failures) && Number.isFinite(health?.at)
}
