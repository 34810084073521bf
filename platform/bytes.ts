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
