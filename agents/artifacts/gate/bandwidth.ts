/**
 * The bandwidth limit, as downloads meet it.
 *
 * Invariants:
 * - All processes on the same store draw from one bucket, so that the limit is the device's.
 * - Without a limit nothing is opened; what an operator sets is looked for twice a second.
 * - A bucket that cannot be used stops no download: this process then keeps to the limit by itself.
 */
import path from 'node:path'
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import { pause } from '../../../platform/pause.ts'
import { draw, portionOf } from './bucket.ts'
import { type Bucket, openBucket } from './bucket-file.ts'
import { gateFolder } from './gate-folder.ts'
import { readRateOverride } from './rate-override.ts'

export interface Bandwidth {
  /** A download begins. */
  join(signal: AbortSignal): Meter
}

export interface Meter {
  /** Resolves when so many bytes more may be taken; rejects with the signal's reason. */
  take(bytes: number): Promise<void>
  /** The download has ended. Idempotent. */
  leave(): void
}

export interface BandwidthPorts {
  /** The store. */
  folder: string
  clock: Clock
  log: Log
}

/** How long the limit that was read last is taken to hold. */
const limitAgeMs = 500

export function createBandwidth(maxDownloadRate: number, ports: BandwidthPorts): Bandwidth {
  const { clock } = ports
  const line = createLine(ports)
  const currentLimit = createLimit(maxDownloadRate, ports)
  const members = new Set<Meter>()
  return {
    join(signal) {
      /** What was drawn and not used yet. */
      let credit = 0
      const meter: Meter = {
        async take(bytes) {
          let missing = bytes
          for (;;) {
            const bytesPerSecond = await currentLimit()
            if (bytesPerSecond === 0) return
            const used = Math.min(credit, missing)
            credit -= used
            missing -= used
            if (missing === 0) return
            const portion = portionOf(bytesPerSecond)
            const waitMs = await line.draw(portion, bytesPerSecond)
            if (waitMs > 0) await pause(clock, waitMs, signal)
            credit += portion
          }
        },
        leave() {
          members.delete(meter)
          if (members.size === 0) line.rest()
        },
      }
      members.add(meter)
      return meter
    },
  }
}

/** The limit that holds now, in bytes per second. Only the first asking waits for the file. */
function createLimit(maxDownloadRate: number, { folder, clock, log }: BandwidthPorts) {
  let bytesPerSecond = maxDownloadRate
  let readAt: number | undefined
  let isReadable = true
  const read = async () => {
    readAt = clock.steady()
    try {
      bytesPerSecond = (await readRateOverride(folder)) ?? maxDownloadRate
      isReadable = true
    } catch (error) {
      if (isReadable)
        log.warn({ error }, 'the bandwidth limit that was set cannot be read: the last one holds')
      isReadable = false
    }
  }
  return async () => {
    if (readAt === undefined) await read()
    else if (clock.steady() - readAt >= limitAgeMs) void read()
    return bytesPerSecond
  }
}

/** The device's bucket where it can be had, and else one of our own. */
function createLine({ folder, clock, log }: BandwidthPorts) {
  let bucket: Promise<Bucket> | undefined
  let ownTakenUntil = Number.NEGATIVE_INFINITY
  let isBroken = false

  const drawAlone = (bytes: number, bytesPerSecond: number) => {
    const drawn = draw(ownTakenUntil, clock.steady(), bytes, bytesPerSecond)
    ownTakenUntil = drawn.takenUntil
    return drawn.waitMs
  }
  return {
    /** How long the bytes have to wait. */
    async draw(bytes: number, bytesPerSecond: number): Promise<number> {
      if (isBroken) return drawAlone(bytes, bytesPerSecond)
      try {
        bucket ??= openBucket(path.join(gateFolder(folder), 'bandwidth.db'))
        return (await bucket).draw(bytes, bytesPerSecond, clock.steady())
      } catch (error) {
        isBroken = true
        log.warn({ error }, 'the bandwidth limit cannot be shared: each process keeps to it by itself')
        return drawAlone(bytes, bytesPerSecond)
      }
    },
    /** Nobody downloads. */
    rest() {
      void bucket?.then(
        (opened) => opened.close(),
        () => {},
      )
      bucket = undefined
      isBroken = false
    },
  }
}
