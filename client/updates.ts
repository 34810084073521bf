/**
 * Progress on its way to one reader, who may be slow.
 *
 * Invariant: each update holds the whole picture, so while nobody reads, one that is followed by an update of the
 * same status is dropped. What waits is therefore bounded by the number of statuses, not by the campaign's length.
 */
import type { CampaignProgress } from './progress.ts'

export interface Updates extends AsyncIterable<CampaignProgress> {
  push(update: CampaignProgress): void
  /** Nothing follows; a reader gets what still waits, then the end, or `error` where one is given. */
  end(error?: Error): void
}

export function createUpdates(): Updates {
  const pending: CampaignProgress[] = []
  let ended = false
  let failure: Error | undefined
  let wake = () => {}

  async function* read() {
    for (;;) {
      const next = pending.shift()
      if (next) yield next
      else if (failure) throw failure
      else if (ended) return
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }

  return {
    push: (update) => {
      if (pending.at(-1)?.status === update.status) pending.pop()
      pending.push(update)
      wake()
    },
    end: (error) => {
      ended = true
      failure = error
      wake()
    },
    [Symbol.asyncIterator]: read,
  }
}
