/** A run of bytes on a disk. */
export interface Extent {
  /** Bytes from the start of the disk. */
  offset: number
  /** Bytes. */
  length: number
}

/** What both have in common; undefined where that is nothing. */
export function intersection(one: Extent, other: Extent): Extent | undefined {
  const offset = Math.max(one.offset, other.offset)
  const end = Math.min(one.offset + one.length, other.offset + other.length)
  return end > offset ? { offset, length: end - offset } : undefined
}
