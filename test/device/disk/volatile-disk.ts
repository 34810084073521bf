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
import { type CutTrigger, type DiskCommand, watchFor } from './cut-trigger.ts'
import type { DiskLog } from './disk-log.ts'
import type { Extent } from './extent.ts'
import { type Layer, openBase, openLayer, sectorBytes } from './layer.ts'
import { survivors, type WriteUnit } from './survivors.ts'

export interface DiskOptions {
  /** The image, a file; only read. */
  base: string
  /** Beginning of the names of two sparse files of its own, which are gone when the disk is closed. */
  layers: string
  /** Decides what each power cut leaves. */
  seed: number
  /** What the disk writes at once; default 512. */
  unit?: WriteUnit
  /** So many unsynced bytes are held; beyond, the older half is written to the medium. Default 256 MiB. */
  cacheBytes?: number
  /** Where all that is asked of the disk is written down. */
  log?: DiskLog
}

/** What a power cut has done. */
export interface PowerCut {
  /** The seed that decided it: of the disk's own and the number of the cut. */
  seed: number
  /** Writes that no flush had covered. */
  unsyncedWrites: number
  unsyncedBytes: number
  /** Bytes of them that are on the medium. */
  landedBytes: number
  /** Writes of which a part has landed. */
  tornWrites: number
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

/** The disk cannot answer. */
export class PowerIsOff extends Error {
  override readonly name = 'PowerIsOff'
}

interface CachedWrite extends Extent {
  /** Absent for zeros. */
  data?: Buffer
  durable: boolean
}

const defaultCacheBytes = 256 * 1024 * 1024

/** Throws where the image cannot be read, or is no whole number of sectors. */
export function openVolatileDisk(options: DiskOptions): VolatileDisk {
  const { unit = 512, cacheBytes = defaultCacheBytes, log } = options
  const base = openBase(options.base)
  const medium = openLayer(base, `${options.layers}.medium`)
  const seen = openLayer(medium, `${options.layers}.seen`)
  const open = [seen, medium, base]
  const counts = { writes: 0, flushes: 0, cuts: 0 }
  const listeners = new Set<(cut: PowerCut) => void>()
  let cache: CachedWrite[] = []
  let cachedBytes = 0
  let isOn = true
  let armed: { trigger: CutTrigger; isDue(command: DiskCommand): boolean } | undefined
  let cutsWhenAnswered = false

  function writeBack(writes: CachedWrite[]): void {
    for (const write of writes) land(medium, write, [write])
    for (const { data } of writes) cachedBytes -= data?.length ?? 0
  }

  function cut(): PowerCut {
    assertOn(isOn)
    counts.cuts += 1
    const seed = seedBelow(options.seed, counts.cuts)
    const landed = survivors(cache, { seed, unit })
    for (const [index, write] of cache.entries()) land(medium, write, landed[index] ?? [])
    const report = reportOf(seed, cache, landed)
    cache = []
    cachedBytes = 0
    isOn = false
    armed = undefined
    cutsWhenAnswered = false
    for (const listener of [...listeners]) listener(report)
    return report
  }

  function accept(write: CachedWrite): void {
    assertOn(isOn)
    assertWithin(write, seen.size)
    counts.writes += 1
    land(seen, write, [write])
    const isDue = armed?.isDue({ is: 'write', extent: write })
    // To be durable by itself binds a disk when it has answered.
    cache.push(isDue ? { ...write, durable: false } : write)
    cachedBytes += write.data?.length ?? 0
    log?.write(write)
    if (isDue) cut()
    else if (cachedBytes > cacheBytes) writeBack(cache.splice(0, Math.ceil(cache.length / 2)))
  }

  return {
    size: base.size,
    get isOn() {
      return isOn
    },
    counts,
    read(extent) {
      assertOn(isOn)
      assertWithin(extent, seen.size)
      const target = Buffer.allocUnsafe(extent.length)
      seen.read(target, extent.offset)
      return target
    },
    write: (data, offset, durable = false) => accept({ data, offset, length: data.length, durable }),
    zero: ({ offset, length }, durable = false) => accept({ offset, length, durable }),
    flush() {
      assertOn(isOn)
      counts.flushes += 1
      const isDue = armed?.isDue({ is: 'flush' }) ?? false
      if (isDue && armed?.trigger.on === 'flush' && armed.trigger.when === 'before') {
        cut()
        return
      }
      cutsWhenAnswered ||= isDue
      writeBack(cache)
      cache = []
      log?.flush()
    },
    answered() {
      if (cutsWhenAnswered) cut()
    },
    arm(trigger) {
      armed = trigger && { trigger, isDue: watchFor(trigger) }
      cutsWhenAnswered = false
    },
    cut,
    onCut(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    powerOn() {
      seen.clear()
      isOn = true
    },
    close() {
      isOn = false
      for (const part of open.splice(0)) part.close()
    },
  }
}

/** Brings the runs of a write to a layer. */
function land(layer: Layer, { data, offset }: CachedWrite, runs: Extent[]): void {
  for (const run of runs) {
    if (!data) layer.zero(run)
    else layer.write(data.subarray(run.offset - offset, run.offset - offset + run.length), run.offset)
  }
}

function reportOf(seed: number, writes: CachedWrite[], landed: Extent[][]): PowerCut {
  const sum = (extents: Extent[]) => extents.reduce((bytes, { length }) => bytes + length, 0)
  const isTorn = (write: CachedWrite, index: number) => {
    const bytes = sum(landed[index] ?? [])
    return bytes > 0 && bytes < write.length
  }
  return {
    seed,
    unsyncedWrites: writes.length,
    unsyncedBytes: sum(writes),
    landedBytes: sum(landed.flat()),
    tornWrites: writes.filter(isTorn).length,
  }
}

function assertOn(isOn: boolean): void {
  if (!isOn) throw new PowerIsOff('the power is off')
}

function assertWithin({ offset, length }: Extent, size: number): void {
  const isWhole = offset % sectorBytes === 0 && length % sectorBytes === 0
  if (isWhole && offset >= 0 && offset + length <= size) return
  throw new RangeError(`${length} bytes at ${offset} are no sectors of this disk of ${size} bytes`)
}
