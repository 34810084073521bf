/**
 * Whether to compare: an image that shares nothing with the one before it, as a compressed file system does, is not worth
 * reading the whole slot for. Where nothing was equal for a while, a chunk now and then is enough to notice that it is again.
 */
export interface Comparing {
  /** Asked once for each chunk. Those that are not compared are written. */
  isWorthIt(): boolean
  /** What has come of a comparison: whether any of it was there already. */
  note(hasEqual: boolean): void
}

/** Chunks in a row without anything equal, after which it is taken that there is nothing. */
const patience = 16
/** Then, one of so many is compared. */
const sample = 8

export function newComparing(): Comparing {
  let without = 0
  let turn = 0
  return {
    isWorthIt() {
      if (without < patience) return true
      turn += 1
      return turn % sample === 0
    },
    note(hasEqual) {
      without = hasEqual ? 0 : without + 1
    },
  }
}
