/**
 * Durations as people write them in configuration: `30s`, `10m`, `1h30m`, `250ms`, `0`.
 * The syntax is that of Go's time.ParseDuration, which existing Kanto configuration files use.
 */

const unitMs: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
}

export const durationPattern = /^-?(|0|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/

/** The duration in milliseconds. Throws a RangeError that says what is allowed. The empty text is 0, as in Kanto. */
export function parseDuration(text: string): number {
  if (text === '') return 0
  if (!durationPattern.test(text)) {
    throw new RangeError(`"${text}" is not a duration; write it like 30s, 10m, 1h30m or 250ms`)
  }
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)
  const sum = [...parts].reduce(
    (total, [, amount, unit]) => total + Number(amount) * (unitMs[unit ?? ''] ?? 0),
    0,
  )
  return text.startsWith('-') ? -sum : sum
}

/** The same for a key of a configuration, where a duration below `leastMs` makes no sense. Throws a RangeError with the key. */
export function durationOf(key: string, text: string, leastMs: number): number {
  const ms = parseDuration(text)
  if (ms >= leastMs) return ms
  throw new RangeError(`${key}: "${text}" is too short; at least ${formatDuration(leastMs)} is needed`)
}

/** The shortest way to write a duration given in milliseconds: `1h30m`, `45s`, `250ms`, `0s`. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`
  if (ms > 0 && ms < 1_000) return `${Math.round(ms)}ms`
  const seconds = Math.round(ms / 1_000)
  const parts = [
    [Math.floor(seconds / 3_600), 'h'],
    [Math.floor((seconds % 3_600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const
  const text = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount}${unit}`)
  return text.join('') || '0s'
}
