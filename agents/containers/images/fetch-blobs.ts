/** Several blobs at once, as one download. */
import type { Access, ArtifactDescription, FetchProgress, StoredArtifact } from '../../artifacts/artifacts.ts'
import type { StepContext } from '../../sdk/agent.ts'

interface FetchBlobsOptions {
  access: Access
  signal: AbortSignal
  /** So many at a time. */
  atOnce: number
  /** What may be lost when the process is killed, in bytes. */
  partSize: number
  onProgress(progress: FetchProgress): void
}

/** Brings all of them into the store, losing no more than a part when it is killed. The first failure stops the others, which keep what they have. Idempotent. */
export async function fetchBlobs(
  blobs: ArtifactDescription[],
  artifacts: StepContext['artifacts'],
  { access, signal, atOnce, partSize, onProgress }: FetchBlobsOptions,
): Promise<StoredArtifact[]> {
  const failed = new AbortController()
  const either = AbortSignal.any([signal, failed.signal])
  const all = sumProgress(blobs, onProgress)
  const stored: StoredArtifact[] = []

  async function work(queue: Iterable<number>): Promise<void> {
    for (const index of queue) {
      const blob = blobs[index]
      if (!blob) continue
      const onProgress = (progress: FetchProgress) => all.report(index, progress)
      stored[index] = await artifacts.fetch(blob, { signal: either, access, onProgress })
      all.done(index)
    }
  }

  const workers = queuesOf(blobs, atOnce, partSize).map((queue) =>
    work(queue).catch((error) => {
      failed.abort(error)
      throw error
    }),
  )
  await Promise.allSettled(workers)
  signal.throwIfAborted()
  failed.signal.throwIfAborted()
  return stored
}

/**
 * What each worker does, as places in the list; workers take from the queues that they share. A download loses up to half a
 * part when it is killed: so large blobs come one after the other, and small ones beside them, which together are half a
 * part at most.
 */
function queuesOf(blobs: ArtifactDescription[], atOnce: number, partSize: number): Iterable<number>[] {
  const helpers = Math.min(atOnce, blobs.length) - 1
  const isSmall = ({ size = Infinity }: ArtifactDescription) => size * helpers <= partSize / 2
  const places = [...blobs.keys()]
  const small = places.filter((index) => isSmall(blobs[index] as ArtifactDescription)).values()
  const large = places.filter((index) => !isSmall(blobs[index] as ArtifactDescription))
  const both = function* () {
    yield* large
    for (let next = small.next(); !next.done; next = small.next()) yield next.value
  }
  return [both(), ...Array.from({ length: Math.max(0, helpers) }, () => small)]
}

interface ProgressSum {
  report(index: number, progress: FetchProgress): void
  done(index: number): void
}

/** Tells of all as of one: it waits when each of those that are under way waits. */
function sumProgress(blobs: ArtifactDescription[], tell: (progress: FetchProgress) => void): ProgressSum {
  const sizes = blobs.map(({ size = 0 }) => size)
  const received = sizes.map(() => 0)
  const underWay = new Map<number, FetchProgress>()
  const total = sum(sizes)

  function tellAll(): void {
    const active = [...underWay.values()]
    const there = sum(received)
    const bytesPerSecond = sum(active.map((progress) => progress.bytesPerSecond ?? 0))
    const remainingMs = Math.round(((total - there) * 1_000) / bytesPerSecond)
    const waiting = active.every((progress) => progress.waiting) ? active[0]?.waiting : undefined
    const note = active.find((progress) => progress.note !== undefined)?.note
    tell({
      received: there,
      total,
      ...(bytesPerSecond > 0 && { bytesPerSecond, remainingMs }),
      ...(waiting && { waiting }),
      ...(note !== undefined && { note }),
    })
  }

  return {
    report(index, progress) {
      underWay.set(index, progress)
      received[index] = progress.received
      tellAll()
    },
    done(index) {
      underWay.delete(index)
      received[index] = sizes[index] ?? 0
      tellAll()
    },
  }
}

const sum = (numbers: number[]) => numbers.reduce((all, number) => all + number, 0)
