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
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
}

/**
 * `500kB`, `2MB`, `1.5 MiB`, `1000`: bytes, a whole number. Throws a RangeError that says what is allowed; a small b is
 * refused, since `10Mb` are megabits to whoever sells networks.
 */
export function parseBytes(text: string): number {
  const [, amount = '', prefix = ''] = /^(\d+(?:\.\d+)?)\s*(?:([kKMGT]i?)?B)?$/.exec(text.trim()) ?? []
  const factor = factors[prefix.replace(/^k(?=i)|^K(?!i)/, (letter) => (letter === 'k' ? 'K' : 'k'))]
  if (amount === '' || factor === undefined) {
    throw new RangeError(`"${text}" is not an amount of data; write it like 500kB, 2MB, 1MiB or 1000000`)
  }
  return Math.round(Number(amount) * factor)
}
