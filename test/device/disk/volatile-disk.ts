/**
 * A disk with a volatile write cache, as nearly all have one: what was written is read back at once, and is only kept
 * over a power cut when a flush has followed, or the write was made durable by itself.
 *
 * Invariants:
 * - The image that the disk starts from is never written.
 * - What a completed flush has covered survives every power cut.
 * - Commands are carried out one after the other, each as a whole: the same commands and the same seed lead to the same
 *   bytes, also after a power cut.
 * - Without power every command throws PowerIsOff, and nothing changes.
 *
 * Two layers lie over the image: what is on the medium, and above it what the device sees.
 */

import { seedBelow } from '../../support/seeded-random.ts'
import type { CutTrigger } from './cut-trigger.ts'
import type { DiskLog } from './disk-log.ts'
import { assertOn, type DiskPower, openDiskPower } from './disk-power.ts'
import type { Extent } from './extent.ts'
import { type Layer, openBase, openLayer, sectorBytes } from './layer.ts'
import type { WriteUnit } from './survivors.ts'
import { type CachedWrite, land, openWriteCache, type PowerCut, type WriteCache } from './write-cache.ts'

export interface DiskOptions {
  /** The image, a file; only read. */
  base: string
  /** Beginning of the names of two sparse files of its own, which are gone when the disk is closed. */
  layers: string
  /** Decides what each power cut leaves. */
  seed: number
  /** What the disk writes at once; default 512. */
  unit?: WriteUnit
  /** So many unsynced bytes are held, zeros not counted; beyond, the older half of the writes lands. Default 256 MiB. */
  cacheBytes?: number
  /** Where all that is asked of the disk is written down. */
  log?: DiskLog
}

export interface VolatileDisk {
  /** Bytes. */
  readonly size: number
  readonly isOn: boolean
  /** What was asked since the disk was made. */
  readonly counts: Readonly<{ writes: number; flushes: number; cuts: number }>
  /** All offsets and lengths are multiples of 512 within the size, otherwise a RangeError is thrown. */
  read(extent: Extent): Buffer
  /** With `durable` it survives without a flush. */
  write(data: Buffer, offset: number, durable?: boolean): void
  /** Makes the extent zeros; also what a trim does here. */
  zero(extent: Extent, durable?: boolean): void
  flush(): void
  /** To be called when the answer to a command has left: a power cut may wait for that. */
  answered(): void
  /** The power goes at that point instead of an earlier armed one. `undefined` disarms. */
  arm(trigger: CutTrigger | undefined): void
  /** The power goes now. Throws PowerIsOff where it is gone. */
  cut(): PowerCut
  /** Called in the moment of each power cut, before anything else can happen. Returns how to end that. */
  onCut(listener: (cut: PowerCut) => void): () => void
  /** The power is back; what the device sees is what is on the medium. */
  powerOn(): void
  /** Removes the layers, and with them all that was written. Idempotent. */
  close(): void
}

const defaultCacheBytes = 256 * 1024 * 1024

/** Throws where the image cannot be read, or is no whole number of sectors. */
export function openVolatileDisk(options: DiskOptions): VolatileDisk {
  const { unit = 512, cacheBytes = defaultCacheBytes, log } = options
  const base = openBase(options.base)
  const medium = openLayer(base, `${options.layers}.medium`)
  const seen = openLayer(medium, `${options.layers}.seen`)
  const open = [seen, medium, base]
  const cache = openWriteCache(medium, unit, cacheBytes)
  const counts = { writes: 0, flushes: 0, cuts: 0 }
  const power = openDiskPower(() => {
    counts.cuts += 1
    return cache.lose(seedBelow(options.seed, counts.cuts))
  })
  const { arm, answered, cut, onCut } = power
  const { accept, flush } = changesOf(seen, cache, power, counts, log)
  return {
    ...{ size: base.size, counts, arm, answered, cut, onCut, flush },
    get isOn() {
      return power.isOn
    },
    read(extent) {
      assertOn(power)
      assertWithin(extent, seen.size)
      const target = Buffer.allocUnsafe(extent.length)
      seen.read(target, extent.offset)
      return target
    },
    write: (data, offset, durable = false) => accept({ data, offset, length: data.length, durable }),
    zero: ({ offset, length }, durable = false) => accept({ offset, length, durable }),
    powerOn() {
      seen.clear()
      power.turn(true)
    },
    close() {
      power.turn(false)
      for (const part of open.splice(0)) part.close()
    },
  }
}

/** The commands that change something, or make it last. */
function changesOf(
  seen: Layer,
  cache: WriteCache,
  power: DiskPower,
  counts: { writes: number; flushes: number },
  log: DiskLog | undefined,
) {
  return {
    accept(write: CachedWrite): void {
      assertOn(power)
      assertWithin(write, seen.size)
      counts.writes += 1
      const goes = power.goesAt({ is: 'write', extent: write })
      land(seen, write, [write])
      log?.write(write)
      // To be durable by itself binds a disk when it has answered.
      cache.hold(goes ? { ...write, durable: false } : write)
      if (goes) power.cut()
    },
    flush(): void {
      assertOn(power)
      counts.flushes += 1
      if (power.goesAt({ is: 'flush' })) return void power.cut()
      cache.flush()
      log?.flush()
    },
  }
}

function assertWithin({ offset, length }: Extent, size: number): void {
  const isWhole = offset % sectorBytes === 0 && length % sectorBytes === 0
  if (isWhole && offset >= 0 && offset + length <= size) return
  throw new RangeError(`${length} bytes at ${offset} are no sectors of this disk of ${size} bytes`)
}
