/**
 * Series that try every place where something can die take as long as all of them. An ordinary run takes some, spread over
 * the whole and others for each kind of case; `THOROUGH=1 scripts/test` takes all.
 */
const isThorough = process.env.THOROUGH === '1'

/** For the names of tests, which say what is tried. */
export const anyOrSome = isThorough ? 'any' : 'some'

/** Where a series begins, and how far it is from one place to the next: every `usual`th, from a place that the turn decides. */
export function series(from: number, usual: number, turn: number): { first: number; stride: number } {
  return isThorough ? { first: from, stride: 1 } : { first: from + (turn % usual), stride: usual }
}

/**
 * Every `usual`th combination. Each of `some` and of `others` is in one, where there are as many as that; and rows that are
 * `usual` apart have different ones.
 */
export function combinations<A, B>(
  some: readonly A[],
  others: readonly B[],
  usual: number,
): (readonly [A, B])[] {
  return some.flatMap((one, row) =>
    others
      .filter((_, column) => isThorough || (row + Math.floor(row / usual) + column) % usual === 0)
      .map((other) => [one, other] as const),
  )
}

/** How many of so many random cases. */
export function randomCases(all: number): number {
  return isThorough ? all : Math.ceil(all / 5)
}
