/**
 * Raw images, written by Godwit itself to the beginning of a block device or file, and read back.
 *
 * Invariant: the slot that the device runs from is never written, under whatever name it is configured twice.
 */
import { GodwitError } from '../../../spec/index.ts'
import type { ArtifactDescription } from '../../artifacts/artifacts.ts'
import type { Content } from '../../artifacts/packing/unpack.ts'
import { otherSlot, type Slot } from '../boot/boot-control.ts'
import type { Installer, InstallOptions, StoredImage } from '../installer.ts'
import { inspectSlot, type SlotDevice } from './slot-device.ts'
import { slotHolds, writeSlot } from './slot-writer.ts'

/** The installer of raw images for slots at these paths. */
export function rawInstaller(slots: Record<Slot, string>): Installer {
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
      if (await readBack(written, target, slot, options)) return written
      throw notWhatWasWritten(target)
    },
    async holds({ artifact, stored }, slot, record, options) {
      const content = artifact.packed === undefined ? stored : record.content
      return content !== undefined && readBack(content, await writableSlot(slots, slot), slot, options)
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
  if (running.identity !== target.identity) return target
  throw new GodwitError('SLOT_WRITE_FAILED', `slots ${running.path} and ${target.path} are the same`)
}

/** Writing is the first half of the progress, reading back the second. */
function write(
  { artifact, stored }: StoredImage,
  target: SlotDevice,
  slot: Slot,
  { signal, onProgress }: InstallOptions,
): Promise<Content> {
  const { packed, unpackedIntegrity, unpackedSize } = artifact
  const expected = { integrity: unpackedIntegrity, size: unpackedSize }
  const source = { artifact: stored, packing: packed, expected }
  return writeSlot(source, target, {
    signal,
    onProgress: (share) => onProgress(50 * share, `writing slot ${slot}`),
  })
}

function readBack(
  content: Content,
  target: SlotDevice,
  slot: Slot,
  { signal, onProgress }: InstallOptions,
): Promise<boolean> {
  return slotHolds(content, target, {
    signal,
    onProgress: (share) => onProgress(50 + 50 * share, `reading back slot ${slot}`),
  })
}

function notWhatWasWritten(target: SlotDevice): GodwitError {
  return new GodwitError(
    'SLOT_WRITE_FAILED',
    `slot ${target.path} does not hold what was written to it: its storage may be damaged`,
    { retryable: true },
  )
}
