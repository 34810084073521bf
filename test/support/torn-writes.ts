/** What a power cut may leave of one write: bytes that were before, and bytes that were to be. */

const block = 512

/** Every prefix, to the byte. */
export function prefixes(old: Buffer, fresh: Buffer): Buffer[] {
  return Array.from({ length: old.length + 1 }, (_, end) => withRange(old, fresh, 0, end))
}

/** Every single block lost, and every single block written alone; whole, or torn in two at these bytes. */
export function tornBlocks(old: Buffer, fresh: Buffer, tearAt: readonly number[]): Buffer[] {
  const states: Buffer[] = []
  for (let start = 0; start < old.length; start += block) {
    for (const tear of [0, ...tearAt].map((at) => start + at)) {
      for (const [from, to] of [
        [start, tear],
        [tear, start + block],
      ] as const) {
        states.push(withRange(old, fresh, from, to), withRange(fresh, old, from, to))
      }
    }
  }
  return states
}

function withRange(base: Buffer, other: Buffer, from: number, to: number): Buffer {
  const bytes = Buffer.from(base)
  other.copy(bytes, from, from, to)
  return bytes
}
