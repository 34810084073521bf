/** Numbers in [0, 1) that look random and are the same for one seed on every machine. */
export type SeededRandom = () => number

/** Mulberry32, a generator of 32 bits by Tommy Ettinger: small, quick, and good enough to scatter faults. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A seed of its own for each number below one seed: neighbours have nothing in common. */
export function seedBelow(seed: number, number: number): number {
  return Math.floor(seededRandom(Math.imul(seed, 0x9e3779b1) ^ number)() * 2 ** 32)
}

/** A whole number from 0 to below `limit`. */
export function randomBelow(random: SeededRandom, limit: number): number {
  return Math.floor(random() * limit)
}
