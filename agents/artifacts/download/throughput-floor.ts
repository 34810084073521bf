/**
 * A floor under the throughput: a source that trickles must not hold up a download for days.
 *
 * Only the time counts in which the network was waited for: neither a slow disk nor our own bandwidth limit is the
 * source's fault. It is judged when bytes arrive; when none do, the idle limit is what ends it.
 */
import type { Clock } from '../../../platform/clock.ts'
import type { ArtifactSettings } from '../settings.ts'
import { SourceError } from '../sources/source.ts'
import { sourceName } from '../sources/source-name.ts'

export interface ThroughputFloor {
  /** Bytes have come: the wait for them is over. */
  arrived(bytes: number): void
  /** They are dealt with: the wait for the next ones begins. Throws TOO_SLOW. */
  handled(): void
}

export function newThroughputFloor(
  source: string,
  { minThroughput, throughputWindowMs }: Pick<ArtifactSettings, 'minThroughput' | 'throughputWindowMs'>,
  clock: Clock,
): ThroughputFloor {
  let waitingSince = clock.steady()
  let waitedMs = 0
  let received = 0
  return {
    arrived(bytes) {
      waitedMs += clock.steady() - waitingSince
      received += bytes
    },
    handled() {
      waitingSince = clock.steady()
      if (waitedMs < throughputWindowMs) return
      const bytesPerSecond = Math.floor((received * 1_000) / waitedMs)
      waitedMs = 0
      received = 0
      if (bytesPerSecond >= minThroughput) return
      const message = `${sourceName(source)} sends ${bytesPerSecond} bytes a second, and ${minThroughput} are the least`
      throw new SourceError('TOO_SLOW', message, { retryable: true })
    },
  }
}
