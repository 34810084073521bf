/** All digests that an artifact may be asked for by, of one read of its file. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** Algorithms that an integrity may be of. */
export const algorithms = ['sha256', 'sha384', 'sha512'] as const

/** In hex, by algorithm. */
export type Digests = Partial<Record<string, string>>

export interface DigestOptions {
  algorithms: readonly string[]
  signal?: AbortSignal
  /** Called with the bytes that were read since it was called last. */
  onRead?(bytes: number): void
}

const readBytes = 1024 * 1024

/** Reads the file once. Rejects with the system's error, or the signal's reason. */
export async function digestsOf(
  file: string,
  { algorithms, signal, onRead }: DigestOptions,
): Promise<{ size: number; digests: Digests }> {
  const hashes = algorithms.map((algorithm) => [algorithm, createHash(algorithm)] as const)
  let size = 0
  for await (const chunk of createReadStream(file, { highWaterMark: readBytes, ...(signal && { signal }) })) {
    for (const [, hash] of hashes) hash.update(chunk)
    size += chunk.length
    onRead?.(chunk.length)
  }
  return { size, digests: Object.fromEntries(hashes.map(([name, hash]) => [name, hash.digest('hex')])) }
}
