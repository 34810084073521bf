/** The value below which that share of the samples lies; `share` between 0 and 1. */
export function quantile(samples: number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other)
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))
  return sorted[index] ?? Number.NaN
}

export function median(samples: number[]): number {
  return quantile(samples, 0.5)
}

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}
