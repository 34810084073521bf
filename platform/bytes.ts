/** Amounts of data as people read and write them: in powers of 1000, as networks and disks are sold. */

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

function unitIndexOf(bytes: number): number {
  const index = bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3 + 1e-9)
  return Math.min(index, units.length - 1)
}

function inUnit(bytes: number, index: number): string {
  return index === 0 ? String(Math.round(bytes)) : (bytes / 1_000 ** index).toFixed(1)
}

/** `512 B`, `12.3 MB`. */
export function bytesText(bytes: number): string {
  const index = unitIndexOf(bytes)
  return `${inUnit(bytes, index)} ${units[index]}`
}

/** `12.3 of 50.0 MB`: both in the unit of the whole. */
export function shareText(bytes: number, total: number): string {
  const index = unitIndexOf(total)
  return `${inUnit(bytes, index)} of ${inUnit(total, index)} ${units[index]}`
}

const factors: Record<string, number> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}

/** `500kB`, `2MB`, `1.5 MiB`, `1000`: bytes, a whole number. Throws a RangeError that says what is allowed. */
export function parseBytes(text: string): number {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? []
  const factor = factors[unit.toLowerCase()]
  if (amount === '' || factor === undefined) {
    throw new RangeError(`"${text}" is not an amount of data; write it like 500kB, 2MB, 1MiB or 1000000`)
  }
  return Math.round(Number(amount) * factor)
}
