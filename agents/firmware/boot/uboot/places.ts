/**
 * Where U-Boot keeps its environment: the file of fw_printenv and fw_setenv, mostly `/etc/fw_env.config`.
 *
 * By libubootenv and U-Boot's tools/env: a line for each of one or two copies, with device, offset (as in C: hexadecimal
 * after `0x`, octal after `0`, else decimal), size (always hexadecimal, with or without `0x`), and what is for raw flash
 * alone: sector size and number of sectors. A line is a comment after `#`, and passed over where it has fewer numbers.
 */

export interface EnvironmentPlace {
  device: string
  /** Bytes from the start of the device. */
  offset: number
  /** Bytes of the whole copy, checksum included. */
  size: number
}

/** One place, or two of the same size that do not overlap. Throws an Error that says what is wrong. */
export function parsePlaces(text: string): EnvironmentPlace[] {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'))
  const places = lines.flatMap((line) => placeOf(line.trim()) ?? []).slice(0, 2)
  const [first, second] = places
  if (!first) throw new Error('no line names a device, an offset and a size')
  for (const place of places) assertUsable(place)
  if (second && first.size !== second.size) throw new Error('the two copies are not of the same size')
  if (second && overlap(first, second)) throw new Error('the two copies overlap')
  return places
}

function placeOf(line: string): EnvironmentPlace | undefined {
  const [device, offset, size] = line.split(/\s+/)
  if (!device || !/^[+-]?(0x[\da-f]+|\d+)$/i.test(offset ?? '') || !/^(0x)?[\da-f]+$/i.test(size ?? ''))
    return undefined
  return { device, offset: cNumber(offset ?? ''), size: Number.parseInt(size ?? '', 16) }
}

function cNumber(text: string): number {
  const [, sign, digits = ''] = /^([+-]?)(.*)$/.exec(text) ?? []
  const base = /^0x/i.test(digits) ? 16 : digits.startsWith('0') ? 8 : 10
  return (sign === '-' ? -1 : 1) * Number.parseInt(digits, base)
}

function assertUsable({ device, offset, size }: EnvironmentPlace): void {
  if (!(size > 8)) throw new Error(`${device}: a size of ${size} bytes cannot be`)
  if (!(offset >= 0)) throw new Error(`${device}: the offset must be counted from the start of the device`)
  if (/^\/dev\/(mtd|ubi)/.test(device)) {
    const message = `${device} is raw flash, which takes fw_setenv to write: use the boot control "script" with a script that calls it`
    throw new Error(message)
  }
}

function overlap(one: EnvironmentPlace, other: EnvironmentPlace): boolean {
  if (one.device !== other.device) return false
  return one.offset < other.offset + other.size && other.offset < one.offset + one.size
}
