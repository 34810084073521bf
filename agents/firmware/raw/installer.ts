/**
 * Raw images, written by Godwit itself to the beginning of a block device or file, and read back.
 *
 * Invariant: the slot that the device runs from is never written, under whatever name it is configured twice.
 */
import { bytesText } from '../../../platform/bytes.ts'
import type { Log } from '../../../platform/log.ts'
import { GodwitError } from '../../../spec/index.ts'
import type { ArtifactDescription } from '../../artifacts/artifacts.ts'
import type { Content } from '../../artifacts/packing/unpack.ts'
import { otherSlot, type Slot } from '../boot/boot-control.ts'
import type { Installer, InstallOptions, StoredImage } from '../installer.ts'
import { findDamage, slotHolds } from './read-back.ts'
import { inspectSlot, type SlotDevice } from './slot-device.ts'
import { assertUnused } from './slot-file.ts'
import { type Written, writeSlot } from './slot-writer.ts'

/** The installer of raw images for slots at these paths. What it has written is told in the log. */
export function rawInstaller(slots: Record<Slot, string>, log?: Log): Installer {
  return {
    async assertFits({ artifact, component }, slot) {
      assertFits(imageSize(artifact), await inspectSlot(slots[slot]), component)
    },
    async inspect({ artifact, stored, component }, slot) {
      const size = imageSize({ ...artifact, size: stored.size })
      assertFits(size, await writableSlot(slots, slot), component)
    },
    async install(image, slot, options) {
      const target = await writableSlot(slots, slot)
      const written = await write(image, target, slot, options)
      await readBack(written, target, slot, options)
      const { content, bytesWritten } = written
      options.onProgress(100, `slot ${slot}: ${summary(written)}`)
      log?.info({ slot, path: target.path, bytes: content.size, bytesWritten }, summary(written))
      return content
    },
    async holds({ artifact, stored }, slot, record, options) {
      const content = artifact.packed === undefined ? stored : record.content
      return content !== undefined && isThere(content, await writableSlot(slots, slot), slot, options)
    },
  }
}

/** Bytes of the image, where they are declared; of a packed one the artifact's size says nothing. */
function imageSize({ packed, size, unpackedSize }: ArtifactDescription): number | undefined {
  return packed === undefined ? size : unpackedSize
}

function assertFits(size: number | undefined, { capacity, path }: SlotDevice, component: string): void {
  if (size === undefined || size <= capacity) return
  const message = `the image has ${size} bytes, slot ${path} takes ${capacity}`
  throw new GodwitError('SLOT_TOO_SMALL', message, { component })
}

async function writableSlot(slots: Record<Slot, string>, slot: Slot): Promise<SlotDevice> {
  const [running, target] = await Promise.all([inspectSlot(slots[otherSlot(slot)]), inspectSlot(slots[slot])])
  if (running.identity === target.identity) {
    throw new GodwitError('SLOT_WRITE_FAILED', `slots ${running.path} and ${target.path} are the same`)
  }
  await assertUnused(target)
  return target
}

/** Writing is the first part of the progress, reading back what was written the second one. */
const writingPercent = 70

function write(
  { artifact, stored }: StoredImage,
  target: SlotDevice,
  slot: Slot,
  { signal, onProgress }: InstallOptions,
): Promise<Written> {
  const { packed, unpackedIntegrity, unpackedSize } = artifact
  const expected = { integrity: unpackedIntegrity, size: unpackedSize }
  const source = { artifact: stored, packing: packed, expected }
  return writeSlot(source, target, {
    signal,
    onProgress: (share, bytesWritten) =>
      onProgress(writingPercent * share, `writing slot ${slot}: ${bytesText(bytesWritten)} so far`),
  })
}

async function readBack(
  { stretches }: Written,
  target: SlotDevice,
  slot: Slot,
  { signal, onProgress }: InstallOptions,
): Promise<void> {
  const damaged = await findDamage(stretches, target, {
    signal,
    onProgress: (share) =>
      onProgress(writingPercent + (100 - writingPercent) * share, `reading back slot ${slot}`),
  })
  if (!damaged) return
  const { position, length } = damaged
  const where = `in the ${length} bytes from ${position} on`
  throw new GodwitError(
    'SLOT_WRITE_FAILED',
    `slot ${target.path} does not hold what was written to it, ${where}: its storage may be damaged`,
    { retryable: true },
  )
}

/** Another pass over a slot that was written earlier. */
function isThere(
  content: Content,
  target: SlotDevice,
  slot: Slot,
  { signal, onProgress }: InstallOptions,
): Promise<boolean> {
  return slotHolds(content, target, {
    signal,
    onProgress: (share) => onProgress(100 * share, `reading back slot ${slot}`),
  })
}

/** `wrote 103.0 MB of 1.1 GB, the rest was there already`. */
function summary({ content, bytesWritten }: Written): string {
  const all = bytesText(content.size)
  if (bytesWritten === content.size) return `wrote all ${all}`
  if (bytesWritten === 0) return `all ${all} were there already`
  return `wrote ${bytesText(bytesWritten)} of ${all}, the rest was there already`
}
