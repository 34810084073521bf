/** Plain values of component keys. Each parser throws a RangeError that says what is allowed. */
import { isIP } from 'node:net'
import { parseDuration } from '../../../platform/config/duration.ts'

export const text = (value: string): string => value

export function filled(value: string): string {
  if (value.trim() === '') throw new RangeError('is empty')
  return value
}

export function flag(value: string): boolean {
  if (value === 'true') return true
  if (value === 'false') return false
  throw new RangeError('is neither true nor false')
}

/** One of the words. */
export const word =
  <Word extends string>(...words: Word[]) =>
  (value: string): Word => {
    const found = words.find((candidate) => candidate === value)
    if (found === undefined) throw new RangeError(`is none of ${words.join(', ')}`)
    return found
  }

/** A whole number, `least` or more. */
export const whole =
  (least: number) =>
  (value: string): number => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN
    if (Number.isSafeInteger(number) && number >= least) return number
    throw new RangeError(`is not a whole number from ${least} on`)
  }

/** Processors, as in `0.5`. */
export function processors(value: string): number {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN
  if (number >= 0.01) return number
  throw new RangeError('is not a number of processors like 0.5 or 2')
}

/** Milliseconds. A number without a unit is seconds. */
export function duration(value: string): number {
  if (/^\d+$/.test(value)) return Number(value) * 1_000
  const ms = value === '' ? Number.NaN : parseDuration(value)
  if (ms >= 0) return ms
  throw new RangeError('is not a duration; write it like 30s, 10m, 1h30m or 250ms')
}

const sizeUnits: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }

/** Bytes: `200m`, `1.2g`, `64 M`. Powers of 1024, as engines count memory. */
export function size(value: string): number {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([kmg]?)b?$/i.exec(value) ?? []
  if (amount === '') throw new RangeError('is not a size like 64k, 200m or 1.2g')
  return Math.round(Number(amount) * (sizeUnits[unit.toLowerCase()] ?? 1))
}

/** Bytes, or -1 for no limit. */
export const sizeOrUnlimited = (value: string): number => (value === '-1' ? -1 : size(value))

/** An IP address; `localhost` is 127.0.0.1. IPv6 addresses may stand in brackets. */
export function address(value: string): string {
  const bare = value.replace(/^\[(.*)\]$/, '$1')
  if (bare === 'localhost') return '127.0.0.1'
  if (isIP(bare) === 0) throw new RangeError(`"${value}" is not an IP address`)
  return bare
}

/** An absolute path inside the container. */
export function containerPath(value: string): string {
  if (value.startsWith('/') && !value.split('/').includes('..')) return value
  throw new RangeError(`"${value}" is not an absolute path`)
}

/** What the engine takes as the name of a container, a network or a volume. */
export const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/

export function capability(value: string): string {
  if (/^[A-Z_]+$/i.test(value)) return value.toUpperCase().replace(/^CAP_/, '')
  throw new RangeError('is not the name of a capability like NET_ADMIN')
}
